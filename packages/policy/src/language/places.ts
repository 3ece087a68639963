import type { PolicyPlace } from '../policy-set.ts';
import type { SourceNode } from '../source/source-node.ts';

/** Members of a rule, and what stands in them directly: `when.source`, `keys.0`. */
const deepest = 2;

/** Where the members of a rule and their entries stand, by path. */
export function placesOf(
  rule: SourceNode,
  positionOf: (offset: number) => PolicyPlace,
): Readonly<Record<string, PolicyPlace>> {
  const places: Record<string, PolicyPlace> = {};
  const visit = (node: SourceNode, path: string, depth: number): void => {
    if (depth > deepest) return;
    if (node.kind === 'list') {
      for (const [index, item] of node.items.entries()) note(item, item.offset, `${path}${index}`, depth);
    } else if (node.kind === 'map') {
      for (const [name, { keyOffset, value }] of node.members) note(value, keyOffset, `${path}${name}`, depth);
    }
  };
  const note = (node: SourceNode, offset: number, path: string, depth: number): void => {
    places[path] = positionOf(offset);
    visit(node, `${path}.`, depth + 1);
  };
  visit(rule, '', 1);
  return places;
}
