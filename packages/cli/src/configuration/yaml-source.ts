import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';

/** A step into a value: the name of a member, or an index. */
export type Step = string | number;

/** Something that is wrong at a place of the text. Lines and columns are from 1. */
export interface SourceProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A YAML text whose values know where they stand. */
export class YamlSource {
  readonly #text: string;
  readonly #document: Document.Parsed;
  readonly #lines = new LineCounter();

  constructor(text: string) {
    this.#text = text;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, stringKeys: true });
  }

  /** What keeps the text from being read; empty if it is well-formed. */
  problems(): readonly SourceProblem[] {
    const { errors, warnings } = this.#document;
    const malformed = [...errors, ...warnings].map(({ message, pos }) => this.#at(pos[0], message));
    const refused: SourceProblem[] = [];
    visit(this.#document, (_, node) => {
      if (isAlias(node)) refused.push(this.#at(node.range?.[0] ?? 0, 'aliases and anchors are not used here'));
    });
    return malformed.length > 0 ? malformed : refused;
  }

  /** The plain value. Ask only if there are no problems. */
  value(): unknown {
    return this.#document.toJS() as unknown;
  }

  /** The text with another value at `path`, and otherwise as it is, comments included. Ask only if there is a value. */
  replaced(path: readonly Step[], value: string): string {
    let node: Node | null = this.#document.contents;
    for (const step of path) node = valueOf(node, step) ?? null;
    const [start = 0, end = 0] = node?.range ?? [];
    return this.#text.slice(0, start) + value + this.#text.slice(end);
  }

  /** Tells `message` of the value at `path`, or of the name of the member if `ofName`. */
  problemAt(path: readonly Step[], ofName: boolean, message: string): SourceProblem {
    let node: Node | null = this.#document.contents;
    for (const [index, step] of path.entries()) {
      const next = ofName && index === path.length - 1 ? nameOf(node, step) : valueOf(node, step);
      if (next === undefined) break;
      node = next;
    }
    return this.#at(node?.range?.[0] ?? 0, message);
  }

  #at(offset: number, message: string): SourceProblem {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1), message };
  }
}

function nameOf(node: Node | null, name: Step): Node | undefined {
  if (!isMap(node)) return undefined;
  const names = node.items.map((pair) => pair.key).filter((key) => isScalar(key));
  return names.find((key) => String(key.value) === String(name));
}

function valueOf(node: Node | null, step: Step): Node | undefined {
  const value = isMap(node) ? node.get(step, true) : isSeq(node) ? node.get(step, true) : undefined;
  return value ?? nameOf(node, step);
}
