import type {
  ActivatePolicyResponse,
  PolicyDocument,
  RootKeySelection,
  RotateBarrierKeyResponse,
  RotateRootKeyResponse,
  VerifyStoreResponse,
} from '@chatelaine/core';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { jobNotFound } from './resolve-job.ts';
import { resolveNothing } from './resolve-nothing.ts';

interface ActivateRequest {
  readonly documents: readonly PolicyDocument[] | string;
  readonly expectedVersion: number;
}

export const activatePolicy: Implementation = implement<ActivateRequest, ActivatePolicyResponse>({
  resolve: resolveNothing,
  run: async ({ request: { documents, expectedVersion } }, _resolved, { policies }) => ({
    version: await policies.activate(documents, expectedVersion),
  }),
});

export const verifyStore: Implementation = implement<unknown, VerifyStoreResponse>({
  resolve: resolveNothing,
  run: async (_call, _resolved, { verifier }) => ({ records: await verifier.verify() }),
});

export const rotateBarrierKey: Implementation = implement<unknown, RotateBarrierKeyResponse>({
  resolve: resolveNothing,
  run: async (_call, _resolved, { barrierRotation }) => ({ resealed: await barrierRotation.rotate() }),
});

export const rotateDueBarrierKey: Implementation = implement<unknown, RotateBarrierKeyResponse>({
  resolve: resolveNothing,
  async run(_call, _resolved, { barrierRotation }) {
    const resealed = await barrierRotation.rotateDue();
    if (resealed === undefined) throw jobNotFound();
    return { resealed };
  },
});

interface RotateRootRequest {
  readonly rootKey: RootKeySelection;
}

export const rotateRootKey: Implementation = implement<RotateRootRequest, RotateRootKeyResponse>({
  resolve: resolveNothing,
  run: async ({ request: { rootKey } }, _resolved, { rootKeyRotation }) => ({
    rootKey: await rootKeyRotation.rotate(rootKey),
  }),
});
