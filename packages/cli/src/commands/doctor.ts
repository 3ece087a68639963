import type { Answer } from '../output/answer.ts';
import type { Invocation } from '../program/invocation.ts';
import { withVault } from '../vault/with-vault.ts';

/** `chatelaine doctor` */
export async function doctor(invocation: Invocation): Promise<Answer> {
  const { records } = await withVault(invocation, (vault) => vault.administration.verifyStore());
  return {
    document: { sound: true, records },
    text: `The store is sound: ${records} records are what the vault wrote last.`,
  };
}
