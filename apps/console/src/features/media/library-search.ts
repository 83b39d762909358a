import * as v from 'valibot';

/** A value of the address; a wrong one is ignored, so that an old or edited link still shows the page. */
const optional = <T extends v.GenericSchema>(schema: T) => v.optional(v.fallback(v.optional(schema), undefined));

/** What the library shows, in its address. Absent values are the defaults. */
export const librarySearch = v.object({
  /** Part of the name. Digits alone are read as a number. */
  q: optional(
    v.pipe(
      v.union([v.string(), v.number()]),
      v.transform(String),
      v.transform((text) => text.slice(0, 100)),
    ),
  ),
  /** ClassId. 0 is the default class. */
  class: optional(v.pipe(v.number(), v.safeInteger())),
  category: optional(v.picklist(['Video', 'Audio', 'Image'])),
  sort: optional(v.picklist(['oldest'])),
  view: optional(v.picklist(['list'])),
  /** From 1. */
  page: optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  /** Name of a task flow: opens the dialog for uploads with it. Digits alone are read as a number. */
  flow: optional(v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.maxLength(64))),
});

export type LibrarySearch = v.InferOutput<typeof librarySearch>;
