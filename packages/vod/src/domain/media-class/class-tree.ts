/** Parent id of the classes of the first level. */
export const rootId = -1;

/** The class of media without another class. It always exists, has no row, and has no subclasses. */
export const defaultClass: MediaClass = { classId: 0, parentId: rootId, name: '其他' };

interface MediaClass {
  readonly classId: number;
  readonly parentId: number;
  readonly name: string;
}

/** The class of a media on the wire. */
export interface ClassPath {
  readonly ClassId: number;
  readonly ClassName: string;
  /** The names from the first level down: `新的一级分类 - 新的二级分类`. */
  readonly ClassPath: string;
}

/** The classes of one application, with the default class. */
export class ClassTree {
  /** Sorted by id. */
  readonly classes: readonly MediaClass[];
  private readonly byId: ReadonlyMap<number, MediaClass>;
  private readonly children = new Map<number, MediaClass[]>();

  /** @param own all classes except the default one */
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

  /** The direct subclasses, sorted by id. */
  subclasses(classId: number): readonly MediaClass[] {
    return this.children.get(classId) ?? [];
  }

  /** 0: the first level. */
  level(classId: number): number {
    return this.lineage(classId).length - 1;
  }

  /** The path of a class. For a class that was deleted, it is that of the default class. */
  path(classId: number): ClassPath {
    const { classId: ClassId, name: ClassName } = this.find(classId) ?? defaultClass;
    const names = this.lineage(ClassId).map(({ name }) => name);
    return { ClassId, ClassName, ClassPath: names.join(' - ') };
  }

  /** These classes and all their subclasses at any depth, each once. Unknown ids stay in the list. */
  withSubclasses(classIds: readonly number[]): number[] {
    // The iteration of a set also visits the elements that are added during it.
    const all = new Set(classIds);
    for (const classId of all) for (const inner of this.subclasses(classId)) all.add(inner.classId);
    return [...all];
  }

  /** The ancestors from the first level down, and the class itself. */
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
    SubClassIdSet: tree.subclasses(classId).map((inner) => inner.classId),
    ClassName: name,
  };
}
