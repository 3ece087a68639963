// Control, format (zero width, bidirectional), separator, private-use and default-ignorable characters, and every space
// but the ordinary one: what a reviewer can't see, or sees in another order than the machine reads it.
const hiddenClass = String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}`;
const hidden = new RegExp(hiddenClass, 'u');
const everyHidden = new RegExp(hiddenClass, 'gu');
const hiddenInSource = new RegExp(String.raw`(?![\t\n]|\r\n)(?:${hiddenClass})`, 'u');
/** Most text is this, and told at once. */
const plain = /^[ -~]*$/;
const longestQuote = 80;

/** A character as `U+202E`. */
function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The first character of a file that people can't see, other than tabs and line ends. */
export function findHiddenInSource(text: string): { readonly offset: number; readonly character: string } | undefined {
  const match = hiddenInSource.exec(text);
  return match === null ? undefined : { offset: match.index, character: codePoint(match[0]) };
}

/** The first hidden character of a value, tabs and line ends included, as `U+202E`. */
export function findHidden(value: string): string | undefined {
  if (plain.test(value)) return undefined;
  const match = hidden.exec(value);
  return match === null ? undefined : codePoint(match[0]);
}

/** A value as a message may show it: quoted, short, with hidden characters spelled out. */
export function quote(value: string): string {
  const shown = value.length > longestQuote ? `${value.slice(0, longestQuote)}…` : value;
  return `"${shown.replace(everyHidden, (character) => `<${codePoint(character)}>`)}"`;
}
