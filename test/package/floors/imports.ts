import { parseAst } from 'rolldown/parseAst';

export interface Import {
  /** As written: a relative path or the name of a package. */
  readonly specifier: string;
  /** Whether it imports only types, which leave no trace in the compiled code. */
  readonly typeOnly: boolean;
}

interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

/**
 * Lists the imports of a module: static and dynamic imports, and exports from other modules. For C++, lists the included files of
 * the engine as paths in `native/src`.
 */
export function importsOf(path: string, source: string): readonly Import[] {
  const known = parsed.get(source);
  if (known) return known;
  if (/\.(cc|h)$/.test(path)) return includesOf(source);
  const lang = path.endsWith('.tsx') ? 'tsx' : /\.[cm]?ts$/.test(path) ? 'ts' : 'js';
  const found: Import[] = [];
  visit(parseAst(source, { lang }) as unknown as Node, (node) => {
    const specifier = (node.source as { value?: unknown } | null | undefined)?.value;
    if (typeof specifier === 'string') found.push({ specifier, typeOnly: isTypeOnly(node) });
  });
  parsed.set(source, found);
  return found;
}

function includesOf(source: string): Import[] {
  const names = source.matchAll(/^#include "([^"]+)"/gm);
  return [...names].map(([, name = '']) => ({ specifier: name, typeOnly: false }));
}

const parsed = new Map<string, readonly Import[]>();

function isTypeOnly({ type, importKind, exportKind, specifiers }: Node): boolean {
  if (type === 'ImportExpression') return false;
  if (importKind === 'type' || exportKind === 'type') return true;
  const names = (specifiers ?? []) as { importKind?: string; exportKind?: string }[];
  return names.length > 0 && names.every((name) => (name.importKind ?? name.exportKind) === 'type');
}

function visit(node: Node, call: (node: Node) => void): void {
  call(node);
  for (const child of Object.values(node)) {
    for (const each of Array.isArray(child) ? child : [child]) {
      if (typeof each === 'object' && each !== null && typeof (each as Node).type === 'string')
        visit(each as Node, call);
    }
  }
}
