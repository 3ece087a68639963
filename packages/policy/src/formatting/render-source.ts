import { isMap, isScalar, isSeq, type Pair, type ParsedNode, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { quotedScalar } from './quoted-scalar.ts';
import type { SchemaCursor } from './schema-cursor.ts';

type Members = YAMLMap.Parsed<Scalar.Parsed, ParsedNode>;
type Member = Pair<Scalar.Parsed, ParsedNode>;

/** One member of a map, in pieces. */
interface Piece {
  readonly name: string;
  /** What stands between the member before and this one. */
  readonly before: string;
  readonly text: string;
}

/** Writes nodes of a document again: the source of each, but for the order of members and quotes. */
export class SourceRenderer {
  readonly #source: string;
  readonly #isJson: boolean;

  constructor(source: string, isJson: boolean) {
    this.#source = source;
    this.#isJson = isJson;
  }

  render(node: ParsedNode, at: SchemaCursor): string {
    if (isScalar(node)) return this.#scalar(node, at);
    if (isSeq(node)) return this.#list(node, at);
    if (isMap(node)) return this.#map(node as Members, at);
    return this.#slice(node.range[0], node.range[1]);
  }

  #slice(from: number, to: number): string {
    return this.#source.slice(from, to);
  }

  #scalar(node: Scalar.Parsed, at: SchemaCursor): string {
    const source = this.#slice(node.range[0], node.range[1]);
    const isPlain = node.type === Scalar.PLAIN && !this.#isJson && !source.includes('\n');
    return isPlain && !at.isNumber ? quotedScalar(source) : source;
  }

  #list(node: YAMLSeq.Parsed, at: SchemaCursor): string {
    let text = '';
    let end = node.range[0];
    for (const item of node.items) {
      text += this.#slice(end, item.range[0]) + this.render(item, at.item);
      end = item.range[1];
    }
    return text + this.#slice(end, node.range[1]);
  }

  #map(node: Members, at: SchemaCursor): string {
    const isFlow = node.flow === true;
    let end = node.range[0];
    const pieces = (node.items as readonly Member[]).map((member): Piece => {
      const { key, value } = member;
      const before = this.#slice(end, key.range[0]);
      const between = value === null ? '' : this.#slice(key.range[1], value.range[0]);
      const written = value === null ? '' : this.render(value, at.member(String(key.value)));
      end = value === null ? key.range[1] : value.range[1];
      const remark = isFlow ? '' : this.#remarkBehind(end);
      end += remark.length;
      const text = this.#key(key) + between + written + remark;
      // The line break behind a block of text is between members like any other.
      const lineBreak = isFlow ? '' : (/\r?\n$/.exec(text)?.[0] ?? '');
      end -= lineBreak.length;
      return { name: String(key.value), before, text: text.slice(0, text.length - lineBreak.length) };
    });
    const ordered = this.#isRemarkedAbove(node) ? joined(pieces) : orderOf(pieces, at, isFlow);
    return ordered + this.#slice(end, node.range[1]);
  }

  /** Whether a comment stands above the first member: it would be about another one if that moved. At the top it is about all. */
  #isRemarkedAbove({ range: [start] }: Members): boolean {
    const above = this.#source.slice(0, start).trimEnd();
    const line = above.slice(above.lastIndexOf('\n') + 1);
    return above.includes(':') && /^\s*(?:- +)?#/.test(line);
  }

  #key(key: Scalar.Parsed): string {
    const source = this.#slice(key.range[0], key.range[1]);
    return key.type === Scalar.PLAIN && !this.#isJson ? quotedScalar(source) : source;
  }

  /** The comment that stands behind a value on its line: it belongs to that value. */
  #remarkBehind(end: number): string {
    if (this.#source[end - 1] === '\n') return '';
    return /^[ \t]*#[^\r\n]*/.exec(this.#source.slice(end, this.#lineEnd(end)))?.[0] ?? '';
  }

  #lineEnd(from: number): number {
    const end = this.#source.indexOf('\n', from);
    return end === -1 ? this.#source.length : end;
  }
}

/** The pieces of a map one behind the other, in the order of the language. */
function orderOf(pieces: readonly Piece[], at: SchemaCursor, isFlow: boolean): string {
  const order = at.orderFor(pieces.map(({ name }) => name));
  const sorted =
    order === undefined ? pieces : pieces.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const isSame = sorted.every((piece, index) => piece === pieces[index]);
  // What is between members of a flow map stays where it is; a comment there can't tell which member it is about.
  if (isSame || (isFlow && pieces.some(({ before }) => before.includes('#')))) return joined(pieces);
  if (isFlow) return joined(sorted.map((piece, index) => ({ ...piece, before: pieces[index]?.before ?? '' })));
  return joined(sorted.map((piece, index) => moved(piece, index, pieces)));
}

function joined(pieces: readonly Piece[]): string {
  return pieces.map(({ before, text }) => before + text).join('');
}

/** A member of a block map at another place: with the comments above it, on a line of its own or where the map begins. */
function moved(piece: Piece, index: number, pieces: readonly Piece[]): Piece {
  const [first, second] = pieces;
  if (index === 0) return { ...piece, before: (first?.before ?? '') + piece.before.trimStart() };
  if (piece !== first) return piece;
  const between = second?.before ?? '';
  const indent = /[ \t]*$/.exec(between)?.[0] ?? '';
  return { ...piece, before: `${between.includes('\r\n') ? '\r\n' : '\n'}${indent}` };
}
