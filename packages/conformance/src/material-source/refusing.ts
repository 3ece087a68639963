import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { SecretBytes, VaultError } from '@chatelaine/core';
import { assertShowsNothing, flipped, positions } from '../algorithm/expectations.ts';
import type { Check } from '../check.ts';
import { another, finish, type Begun, onImport, wrap } from './begun.ts';
import type { MaterialSourceSubject, WrappedInput } from './material-source-subject.ts';

/** Inputs that are no wrapped material by their form alone. */
const misshapen: readonly unknown[] = [
  undefined,
  null,
  'text',
  {},
  { encryptedKeyMaterial: 'text' },
  { encryptedKeyMaterial: [1, 2, 3] },
  { encryptedPrivateKey: new Uint8Array(40) },
];

/** Whatever can be wrong with one part of an input, each with what it is. */
function damaged(part: Uint8Array): readonly (readonly [string, Uint8Array])[] {
  return [
    ...positions(part.length, 6).map((at) => [`byte ${at} changed`, flipped(part, at, 3)] as const),
    ['nothing', new Uint8Array()],
    ['one byte', part.slice(0, 1)],
    ['without its last byte', part.slice(0, -1)],
    ['without its last 8 bytes', part.slice(0, -8)],
    ['with a byte more', new Uint8Array([...part, 0])],
    ['with 8 bytes more', new Uint8Array([...part, ...new Uint8Array(8)])],
    ['zeros', new Uint8Array(part.length)],
    ['ones', new Uint8Array(part.length).fill(0xff)],
    ['twice', new Uint8Array([...part, ...part])],
  ];
}

function badInputs({
  encryptedKeyMaterial,
  encryptedPrivateKey,
}: WrappedInput): readonly (readonly [string, WrappedInput])[] {
  const rest = encryptedPrivateKey && { encryptedPrivateKey };
  return [
    ...damaged(encryptedKeyMaterial).map(
      ([what, part]) => [`encryptedKeyMaterial: ${what}`, { encryptedKeyMaterial: part, ...rest }] as const,
    ),
    ...(encryptedPrivateKey === undefined ? [] : damaged(encryptedPrivateKey)).map(
      ([what, part]) => [`encryptedPrivateKey: ${what}`, { encryptedKeyMaterial, encryptedPrivateKey: part }] as const,
    ),
  ];
}

/** What `finish` rejects with. */
async function failure(what: string, body: () => Promise<SecretBytes>): Promise<VaultError> {
  try {
    await body();
  } catch (error) {
    assert(VaultError.is(error), `${what} was refused with something that is no VaultError: ${inspect(error)}`);
    return error;
  }
  throw new assert.AssertionError({ message: `${what} was taken` });
}

async function failuresOf(begun: Begun): Promise<readonly (readonly [string, VaultError])[]> {
  const { input } = await wrap(begun);
  const failures: (readonly [string, VaultError])[] = [];
  for (const [what, bad] of badInputs(input)) failures.push([what, await failure(what, () => finish(begun, bad))]);
  return failures;
}

export const refusingChecks: readonly Check<MaterialSourceSubject>[] = [
  onImport('fails with ImportFailed for wrapped material that is changed, cut or longer anywhere', async (begun) => {
    for (const [what, { code }] of await failuresOf(begun)) {
      assert.equal(code, 'ImportFailed', `${what} was refused with another code`);
    }
  }),

  onImport('says the same whatever could not be unwrapped, and tells no cause', async (begun) => {
    const failures = await failuresOf(begun);
    assert.equal(new Set(failures.map(([, { message }]) => message)).size, 1, 'there are several messages');
    for (const [what, error] of failures) {
      assert.equal(error.cause, undefined, `${what} has a cause`);
      assert.deepEqual(Object.keys(error).toSorted(), ['code'], `${what} tells more than a code and a message`);
    }
  }),

  onImport('shows nothing of the session in its errors', async (begun) => {
    const { input } = await wrap(begun);
    const [, bad] = badInputs(input)[0] ?? assert.fail('there is nothing to damage');
    const error = await failure('damaged material', () => finish(begun, bad));
    // The second half is private, in every encoding of a private key.
    const secret = begun.session.subarray(begun.session.length >> 1).subarray(0, 64);
    const shown = inspect(error, { depth: 10, showHidden: true, maxArrayLength: null });
    assertShowsNothing(shown + JSON.stringify(error), secret, begun.parameters.publicKey, 'the error');
  }),

  onImport('does not unwrap for one session what was wrapped for another', async (begun) => {
    const other = await another(begun);
    const { input } = await wrap(other);
    const { code } = await failure('material of another session', () => finish(begun, input));
    assert.equal(code, 'ImportFailed', 'material of another session was refused with another code');
  }),

  onImport('refuses input of another form with InvalidArgument', async ({ source, context, session }) => {
    for (const input of misshapen) {
      const stored = SecretBytes.take(new Uint8Array(session));
      const { code } = await failure(inspect(input), async () => source.finish(context, stored, input));
      assert.equal(code, 'InvalidArgument', `${inspect(input)} was refused with another code`);
    }
  }),
];
