import sax from 'sax';

/** An XML element. Comments, processing instructions and namespaces are left out. */
export interface Element {
  /** Without the namespace prefix. */
  readonly name: string;
  /** By name, with the namespace prefix. */
  readonly attributes: { readonly [name: string]: string };
  /** Child elements by name, in document order. A map, because there may be thousands. */
  readonly children: ReadonlyMap<string, readonly Element[]>;
  /** Text and CDATA directly inside the element. */
  readonly text: string;
}

/** Limits for the memory that one document takes. Valid documents stay far below them. */
const xmlLimits = { depth: 32, elements: 100_000, attributes: 64 } as const;

interface OpenElement extends Element {
  children: Map<string, Element[]>;
  text: string;
}

export interface XmlOptions {
  /** Name of the expected root element, for the message about an empty document. The parser does not check the name. */
  readonly root: string;
  /** Makes the error to throw. @param what follows the name of the document in a message: "is not well-formed XML (…)" */
  readonly error: (what: string) => Error;
}

/**
 * Parses a well-formed document and returns its root. A document type is an error, and therefore entities other than the five
 * of XML.
 * @throws the error made by `options.error`
 */
export function parseXml(text: string, options: XmlOptions): Element {
  // strictEntities: entities of HTML are not part of XML.
  const strict = { position: true, strictEntities: true };
  const parser = sax.parser(true, strict);
  const open: OpenElement[] = [];
  let root: OpenElement | undefined;
  let elements = 0;
  let attributes = 0;
  const errorAtLine = (what: string): Error => options.error(`is ${what} at line ${parser.line + 1}`);

  parser.onerror = (error) => {
    // The first line is the reason; the others repeat the position.
    const [reason = ''] = error.message.split('\n');
    throw errorAtLine(`not well-formed XML (${reason})`);
  };
  parser.ondoctype = () => {
    throw errorAtLine('XML with a document type, which is not allowed,');
  };
  parser.onopentagstart = () => {
    attributes = 0;
    if (++elements > xmlLimits.elements) throw errorAtLine(`XML with more than ${xmlLimits.elements} elements`);
    if (open.length >= xmlLimits.depth) throw errorAtLine(`XML nested more than ${xmlLimits.depth} levels deep`);
  };
  parser.onattribute = () => {
    if (++attributes > xmlLimits.attributes) {
      throw errorAtLine(`XML with more than ${xmlLimits.attributes} attributes in one element`);
    }
  };
  parser.onopentag = (tag) => {
    const name = tag.name.slice(tag.name.indexOf(':') + 1);
    const element: OpenElement = {
      name,
      attributes: tag.attributes as Element['attributes'],
      children: new Map(),
      text: '',
    };
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
  if (!root) throw options.error(`is not XML; its root element must be ${options.root}`);
  return root;
}

/** The first child element with this name. */
export function child(element: Element, name: string): Element | undefined {
  return element.children.get(name)?.[0];
}

/** All child elements with this name. */
export function children(element: Element, name: string): readonly Element[] {
  return element.children.get(name) ?? [];
}
