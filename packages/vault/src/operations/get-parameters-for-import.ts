import {
  type GetParametersForImportResponse,
  type KeyIdentifier,
  type KeySpec,
  VaultError,
  type WrappingParameters,
} from '@chatelaine/core';
import { newSessionName } from '../imports/import-session.ts';
import { newSessionWrites } from '../imports/new-session-writes.ts';
import { isoTime } from '../keys/iso-time.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { admit } from '../pipeline/pool-slots.ts';
import { keyNotPendingImport } from '../pipeline/usable.ts';
import { isRotatable } from './new-version.ts';
import { publicKeyPem } from './public-key-pem.ts';
import { resolveKeyWithFacts } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly keyId: KeyIdentifier;
  readonly wrappingAlgorithm: string;
  readonly wrappingKeySpec: KeySpec | undefined;
}

const longestMilliseconds = 24 * 60 * 60 * 1_000;

export const getParametersForImport: Implementation = implement<Request, GetParametersForImportResponse>({
  resolve: (call, services) =>
    resolveKeyWithFacts(call, services, ({ request }) => ({ wrappingAlgorithm: request.wrappingAlgorithm })),

  async run(call, resolved, services) {
    const { record } = keyOf(resolved);
    const { keyId, keySpec } = record;
    const algorithm = services.algorithms.of(keySpec);
    if (record.state === 'ENABLED' && !isRotatable(record, algorithm)) throw keyNotPendingImport();
    const source = services.algorithms.sourceOf(record.origin);
    // It makes a key pair.
    admit(call, 'pool', services);
    const { now, request } = call;
    const { wrappingAlgorithm, wrappingKeySpec } = request;
    const begun = await source.begin({ keyId, algorithm, now }, { wrappingAlgorithm, wrappingKeySpec });
    try {
      const parameters = parametersOf(begun.forCaller);
      const expiresAt = Math.min(begun.expiresAt ?? Infinity, now + longestMilliseconds);
      const session = newSessionName(expiresAt);
      const begins = { attempts: 0, wrappingAlgorithm, secret: begun.session };
      const writes = await newSessionWrites(keyId, session, begins, services.reader);
      try {
        await services.committer.commitAside(writes);
      } finally {
        writes[0]?.content?.fill(0);
      }
      return {
        keyId,
        publicKey: parameters.publicKey,
        publicKeyPem: publicKeyPem(parameters.publicKey),
        importToken: services.importTokens.seal({ keyId, session, wrappingAlgorithm, expiresAt }),
        wrappingAlgorithm: parameters.wrappingAlgorithm,
        wrappingKeySpec: parameters.wrappingKeySpec,
        expiresAt: isoTime(expiresAt),
        ...(parameters.warning !== undefined && { warning: parameters.warning }),
      };
    } finally {
      begun.session.dispose();
    }
  },
});

function parametersOf(forCaller: WrappingParameters | Readonly<Record<string, never>>): WrappingParameters {
  if (forCaller.publicKey !== undefined) return forCaller as WrappingParameters;
  throw new VaultError('UnsupportedOrigin', 'The material source of this vault takes no material from callers.');
}
