import { parseSync } from 'oxc-parser';

/** What the layer rules need to know of one source file. */
export interface ModuleFacts {
  /** Specifiers of imports, re-exports, dynamic imports and import types; `null` for a dynamic import of an expression. */
  readonly imports: readonly (string | null)[];
  readonly hasDecorators: boolean;
  /** True if there is at least one statement and each is an `export … from`. */
  readonly onlyReExports: boolean;
  readonly comments: readonly string[];
}

interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

const importing = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
  'TSExternalModuleReference',
]);

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const element of value) yield* nodesOf(element);
  } else if (isNode(value)) {
    yield value;
    for (const member of Object.values(value)) yield* nodesOf(member);
  }
}

function specifierOf(node: Node): string | null | undefined {
  if (!importing.has(node.type)) return undefined;
  const source = node['source'] ?? node['expression'];
  if (!isNode(source)) return undefined;
  return source.type === 'Literal' && typeof source['value'] === 'string' ? source['value'] : null;
}

/** @throws {SyntaxError} if the text does not parse: an unreadable file must not pass as one without imports */
export function moduleFacts(path: string, text: string): ModuleFacts {
  const { program, comments, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new SyntaxError(`${path}: ${error.message}`);
  const nodes = [...nodesOf(program)];
  const body: readonly unknown[] = program.body;
  return {
    imports: nodes.map(specifierOf).filter((specifier) => specifier !== undefined),
    hasDecorators: nodes.some((node) => node.type === 'Decorator'),
    onlyReExports:
      body.length > 0 &&
      body.every(
        (node) =>
          isNode(node) &&
          (node.type === 'ExportAllDeclaration' || (node.type === 'ExportNamedDeclaration' && node['source'] !== null)),
      ),
    comments: comments.map((comment) => comment.value),
  };
}
