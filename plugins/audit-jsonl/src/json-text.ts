const plain = /^[ !#-[\]-~]*$/;
const beyondAscii = /[\u007f-\uffff]/g;

function escape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * A JSON string (RFC 8259 section 7) of printable ASCII alone: what an event holds can neither break a line nor reach
 * the terminal on which someone reads it. `JSON.parse` gives `text` again, lone surrogates included.
 */
export function jsonText(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text).replace(beyondAscii, escape);
}
