import type { Answer } from '../output/answer.ts';
import { counted } from '../output/counted.ts';
import type { Invocation } from '../program/invocation.ts';
import { withVault } from '../vault/with-vault.ts';

/** `chatelaine barrier rotate` */
export async function rotateBarrier(invocation: Invocation): Promise<Answer> {
  const { resealed } = await withVault(invocation, (vault) => vault.administration.rotateBarrierKey());
  return {
    document: { resealed },
    text: `Made a new barrier key and sealed ${counted(resealed, 'record', 'records')} again; the old one is gone.`,
  };
}
