import type { Report } from '../source/report.ts';
import type { SourceNode } from '../source/source-node.ts';

const kinds = { text: 'text', list: 'a list', map: 'a map' } as const;

/** Reports text where a list belongs, and so on; a member that was left empty is told as such. */
export function wrongKind(node: SourceNode, what: string, wanted: string, report: Report): void {
  if (node.kind === 'nothing') report(node.offset, 'empty-value', `${what} is empty; give ${wanted}`);
  else report(node.offset, 'invalid-value', `${what} must be ${wanted}, not ${kinds[node.kind]}`);
}
