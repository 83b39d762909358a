/** What holds the classes of the first level. */
export const rootId = -1;

/** The class of media that nobody classified. It is always there, has no row, and nothing is inside. */
export const defaultClass: MediaClass = { classId: 0, parentId: rootId, name: '其他' };

export interface MediaClass {
  readonly classId: number;
  readonly parentId: number;
  readonly name: string;
}

/** A class as media show it. */
export interface ClassPath {
  readonly ClassId: number;
  readonly ClassName: string;
  /** The names from the first level down: `新的一级分类 - 新的二级分类`. */
  readonly ClassPath: string;
}

/** The classes of one application, with the default class. */
export class ClassTree {
  /** By id. */
  readonly classes: readonly MediaClass[];
  private readonly byId: ReadonlyMap<number, MediaClass>;
  private readonly children = new Map<number, MediaClass[]>();

  /** @param own all but the default class */
  constructor(own: readonly MediaClass[]) {
    this.classes = [defaultClass, ...own].sort((one, other) => one.classId - other.classId);
    this.byId = new Map(this.classes.map((of) => [of.classId, of]));
    for (const of of this.classes) {
      const siblings = this.children.get(of.parentId);
      if (siblings) siblings.push(of);
      else this.children.set(of.parentId, [of]);
    }
  }

  find(classId: number): MediaClass | undefined {
    return this.byId.get(classId);
  }

  /** What is directly inside, by id. */
  inside(classId: number): readonly MediaClass[] {
    return this.children.get(classId) ?? [];
  }

  /** 0 is the first level. */
  level(classId: number): number {
    return this.lineage(classId).length - 1;
  }

  /** A class that is not there any more is the default one. */
  path(classId: number): ClassPath {
    const { classId: ClassId, name: ClassName } = this.find(classId) ?? defaultClass;
    const names = this.lineage(ClassId).map(({ name }) => name);
    return { ClassId, ClassName, ClassPath: names.join(' - ') };
  }

  /** These classes and all that is inside them, at any depth, each once; ids that are not there stay. */
  withSubclasses(classIds: readonly number[]): number[] {
    // A set hands out what is added while it is walked.
    const all = new Set(classIds);
    for (const classId of all) for (const inner of this.inside(classId)) all.add(inner.classId);
    return [...all];
  }

  /** From the first level down to the class itself. */
  private lineage(classId: number): MediaClass[] {
    const line: MediaClass[] = [];
    for (let of = this.find(classId); of; of = this.find(of.parentId)) line.unshift(of);
    return line;
  }
}

/** MediaClassInfo on the wire. */
export function wireClass(tree: ClassTree, { classId, parentId, name }: MediaClass): object {
  return {
    ClassId: classId,
    ParentId: parentId,
    Name: name,
    Level: tree.level(classId),
    SubClassIdSet: tree.inside(classId).map((inner) => inner.classId),
    ClassName: name,
  };
}
