import { CST, Lexer, Parser } from 'yaml';
import type { Report } from './report.ts';

/** Collections inside each other, the document counted. The language itself needs 9. */
export const maximumDepth = 32;
/** Characters of one scalar as written. */
const maximumScalar = 4_096;
/** Pieces of text, brackets, spaces and line ends. A file of 1 MiB that people or tools write has fewer. */
const maximumLexemes = 800_000;

const refusedLexemes: ReadonlyMap<CST.TokenType | null, string> = new Map([
  ['anchor', 'anchors (&name) are not part of the policy language; write the value out'],
  ['alias', 'YAML aliases (*name) are not part of the policy language; write the value out, or use a set of actions'],
  ['tag', 'tags (!name) are not part of the policy language, every value is text; quote text that starts with !'],
  ['directive-line', 'directives (%NAME) are not part of the policy language'],
  ['doc-end', 'the mark ... is not part of the policy language; a file holds one document'],
]);

/** What may stand before the mark --- that begins a document. */
const insignificant: ReadonlySet<CST.TokenType | null> = new Set(['space', 'comment', 'newline', 'doc-mode']);

/**
 * Splits a document into the tokens of its concrete syntax. What needs recursion or work that grows faster than the
 * text is refused here, while it is read piece by piece, before anything descends into it.
 */
export function readTokens(text: string, report: Report): readonly CST.Token[] | undefined {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let scalarFollows = false;
  let lexemes = 0;
  let begun = false;
  for (const lexeme of new Lexer().lex(text)) {
    // The lexer announces plain text by a mark of its own; the lexeme behind it is the text.
    const type: CST.TokenType | null = scalarFollows ? 'scalar' : CST.tokenType(lexeme);
    const refused = refusedLexemes.get(type);
    if (refused !== undefined) {
      report(parser.offset, 'refused-syntax', refused);
      return undefined;
    }
    if (type === 'doc-start' && begun) {
      report(parser.offset, 'refused-syntax', 'a file holds one document; move what follows --- to a file of its own');
      return undefined;
    }
    begun ||= !insignificant.has(type);
    const isText = type === 'scalar' || type === 'single-quoted-scalar' || type === 'double-quoted-scalar';
    if (isText && lexeme.length > maximumScalar) {
      report(
        parser.offset,
        'invalid-value',
        `a text of ${lexeme.length} characters is too long; the most is ${maximumScalar}`,
      );
      return undefined;
    }
    lexemes += 1;
    if (lexemes > maximumLexemes) {
      report(parser.offset, 'invalid-document', 'the document has too many parts; divide it into several files');
      return undefined;
    }
    scalarFollows = !scalarFollows && type === 'scalar';
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > maximumDepth) {
      report(parser.offset, 'too-deep', `lists and maps are nested more than ${maximumDepth} deep`);
      return undefined;
    }
  }
  tokens.push(...parser.end());
  return tokens;
}
