/**
 * A policy document as it was written, before the language gives it a meaning: text, lists and maps only. Every scalar
 * is text (the failsafe schema of YAML 1.2.2, section 10.1), so nothing turns into a number, a date or a truth value.
 */
export type SourceNode = SourceText | SourceList | SourceMap | SourceNothing;

interface Placed {
  /** In UTF-16 units from the start of the document. */
  readonly offset: number;
}

interface SourceText extends Placed {
  readonly kind: 'text';
  readonly value: string;
  /** A comment follows unquoted text on its line: perhaps a text that was cut at ` #`. */
  readonly beforeComment: boolean;
}

interface SourceList extends Placed {
  readonly kind: 'list';
  readonly items: readonly SourceNode[];
}

interface SourceMap extends Placed {
  readonly kind: 'map';
  readonly members: ReadonlyMap<string, SourceMember>;
}

/** A member that was left empty, or says `null` or `~`. */
interface SourceNothing extends Placed {
  readonly kind: 'nothing';
}

export interface SourceMember {
  readonly keyOffset: number;
  readonly value: SourceNode;
}
