import { quote } from '../source/hidden-characters.ts';
import type { Form } from './form.ts';
import { readMap } from './map.ts';
import { readText, type TextForm, textSchema } from './text.ts';

/** One entry of a map with names of the author's own. */
export interface Pair<Value> {
  readonly name: string;
  readonly value: Value;
}

/** What a map of the author's own names holds. */
export interface PairsForm<Value> {
  readonly name: TextForm;
  /** What a name is called in messages: `the name of a tag`. */
  readonly nameNoun: string;
  /** What an entry is called: `the tag`, before its name. */
  readonly entryNoun: string;
  readonly value: Form<Value>;
  readonly maximum: number;
  /** Finishes the sentence “… has 21 members; ”. */
  readonly most: string;
}

/** A map with names of the author's own, as a list: names never become members of an object. */
export function pairs<Value>(form: PairsForm<Value>): Form<readonly Pair<Value>[]> {
  return {
    read(node, what, reading) {
      const members = readMap(node, what, reading.report);
      if (members === undefined) return undefined;
      if (members.size > form.maximum) {
        reading.report(node.offset, 'invalid-value', `${what} has ${members.size} members; ${form.most}`);
        return undefined;
      }
      const read: Pair<Value>[] = [];
      for (const [name, { keyOffset, value: written }] of members) {
        const nameNode = { kind: 'text', value: name, offset: keyOffset, beforeComment: false } as const;
        readText(nameNode, form.nameNoun, form.name, reading);
        const value = form.value.read(written, `${form.entryNoun} ${quote(name)}`, reading);
        if (value !== undefined) read.push({ name, value });
      }
      return read;
    },
    schema: (definitions) => ({
      type: 'object',
      propertyNames: textSchema(form.name),
      additionalProperties: form.value.schema(definitions),
      minProperties: 1,
      maxProperties: form.maximum,
    }),
  };
}
