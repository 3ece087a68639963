import { expect, test } from 'vitest';
import { algorithmOf, allSets, providersHere } from './providers.ts';
import { signInProcess } from './processes/signing-process.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const seed = '07'.repeat(32);
const message = Buffer.from('signed elsewhere').toString('hex');
const providers = await providersHere();

test.each(providers)('a process that used $name ends by itself, and its signatures fit here', async (provider) => {
  const answers = await signInProcess({ options: { provider: provider.name }, seed, message, signatures: {} });
  expect(answers.map(({ keySpec }) => keySpec)).toEqual(allSets.map(({ keySpec }) => keySpec));
  for (const [index, { publicKey, signature, provider: used }] of answers.entries()) {
    expect(used).toEqual(provider.description);
    const set = allSets[index];
    if (set === undefined) throw new Error('there are more answers than parameter sets');
    const verifier = algorithmOf(provider, set.keySpec).verifier(bytes(publicKey));
    expect(await verifier.verify('ML_DSA_SHAKE_256', 'RAW', bytes(message), bytes(signature))).toBe(true);
  }
});
