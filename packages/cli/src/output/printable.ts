/**
 * Text as it can stand on a terminal. Names, descriptions and tags come from other people: an escape sequence in them
 * must not move the cursor or set a title, nor a bidirectional override reorder a line.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
