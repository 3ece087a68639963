import type { ErrorCode } from '@chatelaine/core';
import type { CommandErrorCode } from './errors/command-error.ts';

/** Every way in which the command ends. The help, the README and the command itself read this one table. */
export const exits = {
  success: { status: 0, meaning: 'All is well.' },
  failure: { status: 1, meaning: 'The operation failed; the message says why.' },
  usage: { status: 2, meaning: 'The arguments, the input or the configuration are wrong.' },
  invalidPolicy: { status: 3, meaning: 'A policy is invalid.' },
  denied: { status: 4, meaning: 'Access is denied.' },
  notFound: { status: 5, meaning: 'The key or alias does not exist.' },
  decryptFailed: { status: 6, meaning: 'The ciphertext could not be decrypted.' },
  store: { status: 7, meaning: 'The store is locked, unavailable or holds no such vault.' },
  rootKey: { status: 8, meaning: 'The root key or passphrase is wrong, missing or exposed.' },
  tampered: { status: 9, meaning: 'The store was edited behind the vault.' },
  notValid: { status: 10, meaning: 'The signature or message authentication code is not valid.' },
  internal: { status: 70, meaning: 'An internal error; please report it.' },
} as const;

/** How the reports of `chatelaine policy` end besides: they ask no vault, so that none of its statuses is taken twice. */
export const policyExits = {
  testFailed: { status: 1, meaning: 'A test failed, or --check found something to change.' },
  lintFindings: { status: 4, meaning: 'Lint found something at or above the fail level.' },
  belowThreshold: {
    status: 5,
    meaning: 'Coverage or the mutation score is below what is asked for, or tests are required and there are none.',
  },
  gainsFound: { status: 6, meaning: 'Somebody gains access that --no-new-access does not allow, or it is in doubt.' },
} as const;

export type ExitName = keyof typeof exits;
export type PolicyExitName = keyof typeof policyExits;

/** The status of an exit. */
export function statusOf(exit: ExitName | PolicyExitName): number {
  return (exit in exits ? exits[exit as ExitName] : policyExits[exit as PolicyExitName]).status;
}

/** The rest of the statuses: a command that a signal stopped, see `Interruption`. */
export const signalledExits =
  '128 + n: stopped by signal n: 130 for Ctrl-C, 143 for SIGTERM, 141 when the reader of the output went away.';

/** Which exit each error code leads to. */
const exitOfCode: Readonly<Record<ErrorCode | CommandErrorCode, ExitName>> = {
  UsageError: 'usage',
  OutputExists: 'failure',
  FileUnavailable: 'failure',
  TerminalRefused: 'failure',
  InvalidArgument: 'usage',
  InputTooLarge: 'usage',
  InvalidIdentifier: 'usage',
  ForeignUrn: 'usage',
  InvalidEncryptionContext: 'usage',
  InvalidPrincipal: 'usage',
  AccessDenied: 'denied',
  NoActivePolicy: 'denied',
  SelfGain: 'denied',
  NotFound: 'notFound',
  AliasExists: 'failure',
  AliasLimitExceeded: 'failure',
  ReservedAlias: 'usage',
  DefaultKeyProtected: 'failure',
  TagLimitExceeded: 'failure',
  GrantNotFound: 'failure',
  GrantLimitExceeded: 'failure',
  GrantDepthExceeded: 'failure',
  UnsupportedKeySpec: 'usage',
  UnsupportedKeyUsage: 'usage',
  UnsupportedOrigin: 'usage',
  WrongKeyUsage: 'failure',
  UnsupportedAlgorithm: 'failure',
  UnsupportedMessageType: 'failure',
  WrongDigestLength: 'usage',
  UnsupportedEncryptionContext: 'usage',
  UnsupportedPurpose: 'failure',
  UnsupportedKeyPairSpec: 'usage',
  NoPublicKey: 'failure',
  KeyDisabled: 'failure',
  KeyPendingDeletion: 'failure',
  KeyPendingImport: 'failure',
  KeyNotDisabled: 'failure',
  KeyNotEnabled: 'failure',
  DeletionAlreadyScheduled: 'failure',
  DeletionNotScheduled: 'failure',
  RotationAlreadyEnabled: 'failure',
  RotationNotEnabled: 'failure',
  AsymmetricKeyNotRotatable: 'failure',
  MacKeyNotRotatable: 'failure',
  ExternalKeyNotRotatable: 'failure',
  KeyMaterialNotStaged: 'failure',
  KeyVersionLimitExceeded: 'failure',
  UseLimitReached: 'failure',
  KeyVersionNotFound: 'failure',
  KeyVersionBelowMinimum: 'decryptFailed',
  JobNotFound: 'failure',
  JobNotDue: 'failure',
  DecryptFailed: 'decryptFailed',
  KeyNotExternal: 'failure',
  KeyNotPendingImport: 'failure',
  AsymmetricMaterial: 'failure',
  UnsupportedWrapping: 'usage',
  ImportTokenInvalid: 'failure',
  ImportTokenUsed: 'failure',
  ImportTokenExpired: 'failure',
  ImportTokenForAnotherKey: 'failure',
  ImportTokenForAnotherAlgorithm: 'failure',
  ImportFailed: 'failure',
  InvalidPolicy: 'invalidPolicy',
  PolicyNotTrusted: 'invalidPolicy',
  PolicyVersionConflict: 'failure',
  PolicyNotFollowed: 'usage',
  Conflict: 'failure',
  StoreUnavailable: 'store',
  OutcomeUnknown: 'store',
  StoreLocked: 'store',
  StoreTampered: 'tampered',
  BarrierKeyExhausted: 'store',
  VaultNotFound: 'store',
  VaultMismatch: 'store',
  RootKeyRejected: 'rootKey',
  RootKeyUnavailable: 'rootKey',
  RootKeyExposed: 'rootKey',
  RootKeyUnchanged: 'rootKey',
  AuditUnavailable: 'failure',
  InvalidConfiguration: 'usage',
  InvalidPlugin: 'internal',
  UnsupportedApiVersion: 'internal',
  DuplicatePlugin: 'internal',
  DuplicateRegistration: 'internal',
  LateRegistration: 'internal',
  NotRegistered: 'usage',
  PluginMisbehaved: 'internal',
  TooBusy: 'failure',
  RandomnessUnavailable: 'failure',
  VaultClosed: 'internal',
  Internal: 'internal',
};

/** The exit of an error code; a code that this version does not know is a plain failure. */
export function exitFor(code: string): ExitName {
  return Object.hasOwn(exitOfCode, code) ? exitOfCode[code as keyof typeof exitOfCode] : 'failure';
}
