import type { Answer } from '../output/answer.ts';
import { printable } from '../output/printable.ts';
import type { Invocation } from '../program/invocation.ts';
import { withVault } from '../vault/with-vault.ts';

const meanings = {
  none: 'No policy is active, so everything is denied.',
  current: 'The policy is in force.',
  stale: 'The policy is stale: what it is read from has changed and can not be taken.',
  denying: 'Everything is denied: the policy can not be taken.',
} as const;

/** `chatelaine policy status` */
export async function policyStatus(invocation: Invocation): Promise<Answer> {
  const status = await withVault(invocation, (vault) => Promise.resolve(vault.policyStatus()));
  const { state, source, version, hash, staleness } = status;
  const lines = [
    meanings[state],
    `source   ${source === 'vault' ? 'the bundle that is active in the vault' : source}`,
    ...(version === undefined ? [] : [`version  ${version}`]),
    ...(hash === undefined ? [] : [`hash     ${hash}`]),
    ...(staleness === undefined ? [] : [`because  ${staleness.reason}`]),
  ];
  return { document: { ...status }, text: lines.map((line) => printable(line)).join('\n') };
}
