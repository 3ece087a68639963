import { findHidden, quote } from '../source/hidden-characters.ts';
import type { SourceNode } from '../source/source-node.ts';
import type { Form, Reading } from './form.ts';
import type { JsonSchema } from './json-schema.ts';
import { wrongKind } from './wrong-kind.ts';

/** What a text must be, in words and as a check. */
export interface TextForm {
  readonly minimum: number;
  readonly maximum: number;
  readonly pattern?: RegExp;
  /** Finishes the sentence “… must be”. */
  readonly description: string;
  /** Words for people: a comment right behind them is suspected to be a part of them. */
  readonly prose?: boolean;
  readonly lines?: boolean;
}

/** Kebab case: `team-payments`. */
export const kebabName: TextForm = {
  minimum: 1,
  maximum: 64,
  pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
  description: 'lower-case words joined by hyphens, such as team-payments (1–64 characters)',
};

/** Text of any form, which is then read further. */
export const anyText: TextForm = { minimum: 0, maximum: 4_096, description: 'text' };

/** The text of a node, if it has the form. */
export function readText(
  node: SourceNode,
  what: string,
  form: TextForm,
  { report }: Pick<Reading, 'report'>,
): string | undefined {
  if (node.kind !== 'text') {
    wrongKind(node, what, 'text', report);
    return undefined;
  }
  const { value } = node;
  if (form.prose === true && node.beforeComment) {
    report(
      node.offset,
      'invalid-value',
      `${what} is followed by a comment: quote the text if ${quote('#')} is a part of it, else put the comment on a line of its own`,
    );
    return undefined;
  }
  const hidden = findHidden(form.lines === true ? value.replaceAll('\n', '') : value);
  if (hidden !== undefined) {
    const advice = hidden === 'U+000A' ? 'it must be one line (write >- for text that is folded)' : 'remove it';
    report(node.offset, 'hidden-character', `${what} holds the character ${hidden}: ${advice}`);
    return undefined;
  }
  if (value.length < form.minimum || value.length > form.maximum || form.pattern?.test(value) === false) {
    report(node.offset, 'invalid-value', `${what} must be ${form.description}; it is ${quote(value)}`);
    return undefined;
  }
  return value;
}

/** Text of a form. */
export function text(form: TextForm): Form<string> {
  return {
    read: (node, what, reading) => readText(node, what, form, reading),
    schema: () => textSchema(form),
  };
}

export function textSchema({ minimum, maximum, pattern }: TextForm): JsonSchema {
  return {
    type: 'string',
    ...(minimum > 0 && { minLength: minimum }),
    maxLength: maximum,
    ...(pattern !== undefined && { pattern: pattern.source }),
  };
}

/**
 * Text with a meaning of its own.
 *
 * @param parse reports why a text has no meaning, and then gives `undefined`
 */
export function parsedText<Value>(
  parse: (text: string, offset: number, reading: Reading, what: string) => Value | undefined,
  schema: JsonSchema,
  form: TextForm = anyText,
): Form<Value> {
  return {
    read(node, what, reading) {
      const written = readText(node, what, form, reading);
      return written === undefined ? undefined : parse(written, node.offset, reading, what);
    },
    schema: () => schema,
  };
}
