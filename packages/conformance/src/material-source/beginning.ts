import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { inspect, isDeepStrictEqual } from 'node:util';
import { SecretBytes, VaultError } from '@chatelaine/core';
import { assertOwnMemory } from '../algorithm/expectations.ts';
import type { Check } from '../check.ts';
import { another, begin, onImport, onSource } from './begun.ts';
import type { MaterialSourceSubject } from './material-source-subject.ts';
import { TestContext } from './test-context.ts';

const longestSession = 65_536;
const day = 24 * 60 * 60 * 1_000;

/** Requests that no source takes. */
const impossible: readonly unknown[] = [
  undefined,
  null,
  'RSAES_OAEP_SHA_256',
  {},
  { wrappingAlgorithm: 'ROT_13' },
  { wrappingAlgorithm: 256 },
  { wrappingAlgorithm: '__proto__' },
  { wrappingAlgorithm: 'toString' },
  { wrappingKeySpec: 'RSA_2048' },
];

async function refusal(what: string, body: () => unknown): Promise<VaultError> {
  try {
    await body();
  } catch (error) {
    assert(VaultError.is(error), `${what} was refused with something that is no VaultError: ${inspect(error)}`);
    return error;
  }
  throw new assert.AssertionError({ message: `${what} was taken` });
}

export const beginningChecks: readonly Check<MaterialSourceSubject>[] = [
  onSource('has an origin, says whether it is immediate, and keeps to both', async (source, { requests = [] }) => {
    assert(['kms', 'external'].includes(source.origin), `${source.origin} is no origin`);
    assert.equal(source.immediate, requests.length === 0, 'immediate is not what the requests under test say');
    assert(Object.isFrozen(source), 'the source can be changed');
  }),

  onImport('begins with a session of 1–65,536 bytes', async ({ session }) => {
    assert(session.length > 0 && session.length <= longestSession, `the session has ${session.length} bytes`);
  }),

  onImport('gives the caller a public key that stands alone, and the wrapping that was asked for', async (begun) => {
    const { parameters, request } = begun;
    assertOwnMemory(parameters.publicKey, 'the public key');
    createPublicKey({ key: Buffer.from(parameters.publicKey), format: 'der', type: 'spki' });
    assert.equal(parameters.wrappingAlgorithm, request.wrappingAlgorithm);
    if (request.wrappingKeySpec !== undefined) assert.equal(parameters.wrappingKeySpec, request.wrappingKeySpec);
  }),

  onImport('gives the caller plain data that shows nothing of the session', async ({ parameters, session, begun }) => {
    const known = new Set(['publicKey', 'wrappingAlgorithm', 'wrappingKeySpec', 'warning']);
    for (const name of Reflect.ownKeys(parameters)) assert(known.has(String(name)), `forCaller has ${String(name)}`);
    assert(isDeepStrictEqual(structuredClone(parameters), { ...parameters }), 'forCaller is not plain data');
    // The public numbers are in both, so what is looked for is the private key as a whole.
    const shown = Buffer.concat([parameters.publicKey, Buffer.from(inspect(begun, { depth: 10, showHidden: true }))]);
    assert(!shown.includes(Buffer.from(session)), 'what the caller sees has the session in it');
    assert(
      !inspect(begun).includes(Buffer.from(session).toString('hex')),
      'what the caller sees has the session in it',
    );
  }),

  onImport('expires by the time of the vault, within 24 hours', async ({ begun, context, subject, request, form }) => {
    const { expiresAt } = begun;
    assert(expiresAt !== undefined && Number.isSafeInteger(expiresAt), 'expiresAt is no whole number of milliseconds');
    assert(expiresAt > context.now && expiresAt <= context.now + day, 'expiresAt is not within 24 hours');
    const later = new TestContext(form, context.now + 5_000_000);
    const next = await begin(subject, request, form, later);
    assert.equal(next.begun.expiresAt, expiresAt + 5_000_000, 'expiresAt does not follow the time of the vault');
  }),

  onImport('makes another key and another session each time', async (begun) => {
    const { parameters, session } = begun;
    const other = await another(begun);
    assert.notEqual(Buffer.compare(parameters.publicKey, other.parameters.publicKey), 0, 'the same public key again');
    assert.notEqual(Buffer.compare(session, other.session), 0, 'the same session again');
  }),

  onImport(
    'refuses to begin what it does not offer, with UnsupportedWrapping',
    async ({ source, context, request }) => {
      const more = [{ ...request, wrap: undefined, wrappingKeySpec: 'RSA_512' }];
      for (const input of [...impossible, ...more]) {
        const error = await refusal(inspect(input), () => source.begin(context, input));
        assert.equal(error.code, 'UnsupportedWrapping', `${inspect(input)} was refused with another code`);
      }
    },
  ),

  onSource('leaves generating and parsing to the vault while it begins', async (source, { requests = [] }) => {
    const context = new TestContext();
    const [request] = requests;
    const begun = await source.begin(context, request && { ...request, wrap: undefined });
    assert(SecretBytes.is(begun.session), 'begin gave no session in SecretBytes');
    assert.deepEqual([context.generated.length, context.parsed], [0, 0], 'the algorithm was asked for something');
  }),
];
