/** An XML element as it was written. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (Element | string)[];
}

const name = /[A-Za-z_][\w:.-]*/y;
const attribute = /\s+([A-Za-z_][\w:.-]*)="([^"<]*)"/y;
const characters = /[^<&]+/y;
const entity = /&(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);/y;
/** What XML does not allow: control characters other than tabs and line ends, halves of surrogate pairs, U+FFFE and U+FFFF. */
const forbidden = /(?![\t\n\r])[\p{Cc}]|\p{Cs}|[\ufffe\uffff]/u;

/** The one element of an XML text without comments, declarations and CDATA; throws where the text is not well-formed. A reader of the test's own. */
export function parseXml(text: string): Element {
  if (forbidden.test(text)) throw new Error("a character that XML does not allow");
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const expected = (what: string): never => {
    throw new Error(`expected ${what} at ${JSON.stringify(text.slice(at, at + 60))}`);
  };
  const element = (): Element => {
    if (text[at] !== "<") expected("<");
    at += 1;
    const [tag] = take(name) ?? expected("a name");
    const attributes = new Map<string, string>();
    for (let found = take(attribute); found; found = take(attribute)) {
      const [, key = "", value = ""] = found;
      if (attributes.has(key)) throw new Error(`${key} twice`);
      if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/.test(value)) throw new Error(`a bare & in ${key}`);
      attributes.set(key, unescaped(value));
    }
    const read: Element = { name: tag, attributes, children: [] };
    if (take(/\s*\/>/y)) return read;
    if (!take(/\s*>/y)) expected(`the end of <${tag}`);
    while (!text.startsWith("</", at)) {
      if (at >= text.length) expected(`</${tag}>`);
      const said = take(characters) ?? take(entity);
      if (said) read.children.push(unescaped(said[0]));
      else if (text[at] === "<") read.children.push(element());
      else expected("text");
    }
    at += 2;
    if (take(name)?.[0] !== tag || !take(/\s*>/y)) expected(`</${tag}>`);
    return read;
  };
  const root = element();
  if (text.slice(at).trim() !== "") expected("the end");
  return root;
}

function unescaped(text: string): string {
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(/&(#x?)?(\w+);/g, (_, number: string | undefined, word: string) =>
    number === undefined ? (named[word] as string) : String.fromCodePoint(Number.parseInt(word, number === "#x" ? 16 : 10)),
  );
}

/** All elements, the root first. */
export function elementsOf(root: Element): Element[] {
  return [root, ...root.children.flatMap((child) => (typeof child === "string" ? [] : elementsOf(child)))];
}

/** All text of an element, in order. */
export function textOf(root: Element): string {
  return root.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");
}
