import type { Report } from '../source/report.ts';
import type { SourceNode } from '../source/source-node.ts';
import type { Definitions, JsonSchema } from './json-schema.ts';

/**
 * One piece of the language, defined once: how it is read, with every message, and the JSON Schema that editors use.
 * Its type is the type that it reads.
 */
export interface Form<Value> {
  /**
   * Gives a node its meaning.
   *
   * @param what what the node is, to begin a sentence: `reason`, `the tag "env"`
   * @returns `undefined`, or a value that is not to be used, where something was reported
   */
  read(node: SourceNode, what: string, reading: Reading): Value | undefined;
  /** Describes the same for editors. Whatever the schema refuses, `read` refuses; not the other way round. */
  schema(definitions: Definitions): JsonSchema;
}

/** What forms know of the document that is being read. */
export interface Reading {
  readonly report: Report;
  /** The sets of the document, by name. Forms that define sets fill it; those that use them stand behind. */
  readonly sets: Map<string, readonly string[]>;
}

/** The same form with another value. */
export function mapped<From, To>(form: Form<From>, convert: (value: From) => To): Form<To> {
  return {
    read(node, what, reading) {
      const value = form.read(node, what, reading);
      return value === undefined ? undefined : convert(value);
    },
    schema: (definitions) => form.schema(definitions),
  };
}
