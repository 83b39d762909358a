/**
 * Parses the attributes of an HLS tag, such as `METHOD=AES-128,URI="key.bin"`, and removes the quotes. Ignores text without
 * "=". The time is proportional to the length of the text.
 */
export function attributeList(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  let from = 0;
  while (from < text.length) {
    const equals = text.indexOf('=', from);
    if (equals < 0) break;
    const name = text.slice(from, equals).trim();
    const quoted = text[equals + 1] === '"';
    const close = quoted ? text.indexOf('"', equals + 2) : equals;
    if (close < 0) break;
    const comma = text.indexOf(',', close + 1);
    const end = comma < 0 ? text.length : comma;
    attributes.set(name, quoted ? text.slice(equals + 2, close) : text.slice(equals + 1, end).trim());
    from = end + 1;
  }
  return attributes;
}
