import type { JsonSchema } from '../form/json-schema.ts';

/** The schemas that may hold at one place of a document: those of the language, followed from its root. */
export class SchemaCursor {
  readonly #definitions: Readonly<Record<string, JsonSchema>>;
  readonly #alternatives: readonly JsonSchema[];

  private constructor(definitions: Readonly<Record<string, JsonSchema>>, schemas: readonly JsonSchema[]) {
    this.#definitions = definitions;
    this.#alternatives = schemas.flatMap((schema) => this.#flatten(schema));
  }

  static root(schema: JsonSchema): SchemaCursor {
    return new SchemaCursor((schema['definitions'] ?? {}) as Readonly<Record<string, JsonSchema>>, [schema]);
  }

  /** The place of a member. */
  member(name: string): SchemaCursor {
    const schemas = this.#alternatives.flatMap((schema) => {
      const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
      if (Object.hasOwn(properties, name)) return [properties[name] as JsonSchema];
      const others = schema['additionalProperties'];
      return isSchema(others) ? [others] : [];
    });
    return new SchemaCursor(this.#definitions, schemas);
  }

  /** The place of an entry of a list. */
  get item(): SchemaCursor {
    const schemas = this.#alternatives.flatMap(({ items }) => (items === undefined ? [] : [items as JsonSchema]));
    return new SchemaCursor(this.#definitions, schemas);
  }

  /** Members in the order in which they are best written; `undefined` where their names are the author's own. */
  orderFor(names: readonly string[]): readonly string[] | undefined {
    for (const { properties } of this.#alternatives) {
      if (properties === undefined) continue;
      const known = Object.keys(properties as object);
      if (!known.includes('*') && names.every((name) => known.includes(name))) return known;
    }
    return undefined;
  }

  /** Whether a number is expected, so that what looks like one is one. */
  get isNumber(): boolean {
    return this.#alternatives.some(({ type }) => type === 'integer' || type === 'number');
  }

  #flatten(schema: JsonSchema): readonly JsonSchema[] {
    const reference = schema['$ref'];
    if (typeof reference === 'string') {
      const definition = this.#definitions[reference.slice('#/definitions/'.length)];
      return definition === undefined ? [] : this.#flatten(definition);
    }
    const nested = [schema['anyOf'], schema['allOf']].flatMap((each) => (each ?? []) as readonly JsonSchema[]);
    return [schema, ...nested.flatMap((each) => this.#flatten(each))];
  }
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
