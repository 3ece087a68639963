export {
  type AdministrationOperations,
  type CallerOperations,
  type ErrorCode,
  type RequestContext,
  VaultError,
} from '@chatelaine/core';
export type { Clock } from './configuration/clock.ts';
export type { Limits } from './configuration/limits.ts';
export type { Section, UntypedSection, VaultConfiguration } from './configuration/vault-configuration.ts';
export type { AlgorithmDescription } from './plugins/algorithm-description.ts';
export { describeAlgorithms } from './plugins/describe-algorithms.ts';
export { openVault } from './open-vault.ts';
export type { PolicyStatus } from './policy/policy-status.ts';
export type { PrincipalInput } from './principals/principal-input.ts';
export { Vault } from './vault.ts';
