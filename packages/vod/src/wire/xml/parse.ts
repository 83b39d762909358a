import sax from 'sax';

/** An element of XML, as far as this service reads it. */
export interface Element {
  /** Without its prefix. */
  readonly name: string;
  /** By name with prefix. */
  readonly attributes: { readonly [name: string]: string };
  /** Those of each name in their order. Looked up rather than searched: there may be thousands. */
  readonly children: ReadonlyMap<string, readonly Element[]>;
  /** Directly inside. */
  readonly text: string;
}

/** More than any document that is read here has; they bound the memory that one takes. */
export const xmlLimits = { depth: 32, elements: 100_000, attributes: 64 } as const;

interface Open extends Element {
  children: Map<string, Element[]>;
  text: string;
}

export interface XmlOptions {
  /** Name of the element that it should be, for people: whether it is that one is not checked. */
  readonly root: string;
  /** Makes the error. @param what goes on after the name of the thing that is read: "is not well-formed XML (…)" */
  readonly refuse: (what: string) => Error;
}

/**
 * The root of a well-formed document. A document type is refused, and with it entities of its own; those of XML itself are
 * read. Throws what `refuse` makes.
 */
export function parseXml(text: string, options: XmlOptions): Element {
  // strictEntities: those of HTML are none of XML's.
  const strict = { position: true, strictEntities: true };
  const parser = sax.parser(true, strict);
  const open: Open[] = [];
  let root: Open | undefined;
  let elements = 0;
  let attributes = 0;
  const refuse = (what: string): Error => options.refuse(`is ${what} at line ${parser.line + 1}`);

  parser.onerror = (error) => {
    // The first line says what; the others say where, in the parser's own words.
    const [reason = ''] = error.message.split('\n');
    throw refuse(`not well-formed XML (${reason})`);
  };
  parser.ondoctype = () => {
    throw refuse('XML with a document type, which is not read,');
  };
  parser.onopentagstart = () => {
    attributes = 0;
    if (++elements > xmlLimits.elements) throw refuse(`XML of more than ${xmlLimits.elements} elements`);
    if (open.length >= xmlLimits.depth) throw refuse(`XML nested more than ${xmlLimits.depth} deep`);
  };
  parser.onattribute = () => {
    if (++attributes > xmlLimits.attributes) {
      throw refuse(`XML with an element of more than ${xmlLimits.attributes} attributes`);
    }
  };
  parser.onopentag = (tag) => {
    const name = tag.name.slice(tag.name.indexOf(':') + 1);
    const element: Open = { name, attributes: tag.attributes as Element['attributes'], children: new Map(), text: '' };
    const siblings = open.at(-1)?.children;
    const same = siblings?.get(name);
    if (same) same.push(element);
    else siblings?.set(name, [element]);
    root ??= element;
    open.push(element);
  };
  parser.onclosetag = () => open.pop();
  const append = (more: string): void => {
    const element = open.at(-1);
    if (element) element.text += more;
  };
  parser.ontext = append;
  parser.oncdata = append;

  parser.write(text.replace(/^\uFEFF/, '')).close();
  if (!root) throw options.refuse(`is not XML; it must have an element ${options.root}`);
  return root;
}

/** The first child of this name. */
export function child(element: Element, name: string): Element | undefined {
  return element.children.get(name)?.[0];
}

export function children(element: Element, name: string): readonly Element[] {
  return element.children.get(name) ?? [];
}
