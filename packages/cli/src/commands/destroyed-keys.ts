import type { Answer } from '../output/answer.ts';
import { listing } from '../output/table.ts';
import type { Invocation } from '../program/invocation.ts';
import { withVault } from '../vault/with-vault.ts';
import { allPages } from './all-pages.ts';

/** `chatelaine list-destroyed` */
export async function listDestroyedKeys(invocation: Invocation, most: number | undefined): Promise<Answer> {
  const { entries: keys, complete } = await withVault(invocation, ({ administration }) =>
    allPages(
      async (page) => {
        const { keys: entries, nextMarker } = await administration.listDestroyedKeys(page);
        return { entries, nextMarker };
      },
      most,
      invocation.surroundings.interruption,
    ),
  );
  if (!complete) await invocation.report.remark('There are more destroyed keys; raise --limit to see them.');
  const rows = keys.map(({ destructionDate, erased, keyId, keySpec }) => [
    keyId,
    keySpec,
    destructionDate,
    erased ? 'erased' : 'destroyed',
  ]);
  return {
    document: { keys, complete },
    text:
      rows.length === 0
        ? 'No key was destroyed.'
        : listing(['KEY ID', 'SPEC', 'DESTROYED', 'MATERIAL'], rows, invocation.report.style),
  };
}
