/**
 * Every code that a `VaultError` can carry, with what it means. Codes don't change within a major version;
 * messages may. `docs/errors.md` has a section for each, and a test keeps the two lists equal.
 */
export const errorCodes = {
  // What the caller gave
  InvalidArgument: 'An argument is missing, unknown, of the wrong type or out of its range.',
  InputTooLarge: 'An input is larger than its limit.',
  InvalidIdentifier: 'A key identifier is neither a key id, nor an alias, nor a URN.',
  ForeignUrn: 'A URN names another region or another domain than this vault.',
  InvalidEncryptionContext: 'An encryption context is not a small set of pairs of well-formed text.',
  InvalidPrincipal: 'A principal or its request context is malformed.',
  // What the vault decided
  AccessDenied: 'The policy does not allow the operation.',
  NoActivePolicy: 'No policy is active, so everything is denied.',
  SelfGain: 'The change would give the caller rights that the caller does not have.',
  // What the vault holds
  NotFound: 'The key or alias does not exist.',
  AliasExists: 'The alias is in use already.',
  AliasLimitExceeded: 'The key has as many aliases as a key may have.',
  ReservedAlias: 'Aliases that end in /default belong to the vault.',
  DefaultKeyProtected: 'The key is the default key of a service, of which nothing is changed.',
  TagLimitExceeded: 'The key has as many tags as a key may have.',
  GrantNotFound: 'The key has no such grant.',
  GrantLimitExceeded: 'The key has as many grants as a key may have.',
  GrantDepthExceeded: 'The grant would be passed on more often than a grant may be.',
  UnsupportedKeySpec: 'No plugin of this vault implements the key spec.',
  UnsupportedKeyUsage: 'The key spec does not have the key usage.',
  UnsupportedOrigin: 'No plugin of this vault gives key material of the origin.',
  WrongKeyUsage: 'The key exists for another usage than the operation needs.',
  UnsupportedAlgorithm: 'The key can not be used with the algorithm.',
  UnsupportedEncryptionContext: 'The key takes no encryption context.',
  UnsupportedPurpose: 'What the ciphertext is for can not be kept.',
  UnsupportedMessageType: 'The signing algorithm takes whole messages only.',
  WrongDigestLength: 'A digest is longer or shorter than those that the signing algorithm signs.',
  UnsupportedKeyPairSpec: 'No plugin of this vault makes data-key pairs of the key spec.',
  NoPublicKey: 'The key is symmetric, so it has no public key.',
  KeyDisabled: 'The key is disabled.',
  KeyPendingDeletion: 'The key waits for its deletion.',
  KeyPendingImport: 'The key waits for its key material.',
  KeyNotDisabled: 'The key is enabled already.',
  KeyNotEnabled: 'The key is not enabled, so it can not be disabled.',
  DeletionAlreadyScheduled: 'The deletion of the key is scheduled already.',
  DeletionNotScheduled: 'No deletion of the key is scheduled, so there is none to cancel.',
  RotationAlreadyEnabled: 'The key rotates by itself already.',
  RotationNotEnabled: 'The key does not rotate by itself.',
  AsymmetricKeyNotRotatable: 'Asymmetric keys can not rotate.',
  MacKeyNotRotatable: 'Keys for message authentication codes can not rotate.',
  ExternalKeyNotRotatable: 'Keys with imported material do not rotate by themselves.',
  KeyMaterialNotStaged: 'The key rotates to imported material only, and none is staged.',
  KeyVersionLimitExceeded: 'The key has as many versions as a key may have.',
  UseLimitReached: 'The current version of the key has encrypted as many messages as it may.',
  KeyVersionNotFound: 'The key has no such version.',
  KeyVersionBelowMinimum: 'The ciphertext was made with a version before the earliest that the key still decrypts.',
  DecryptFailed: 'The ciphertext could not be decrypted; for safety the cause is not told.',
  // Scheduled work
  JobNotFound: 'The scheduled work is not there any more: another process has done it, or it was called off.',
  JobNotDue: 'The scheduled work is not due, or the clock that says so is not believed yet.',
  // Import of key material
  KeyNotExternal: 'The key material was made by the vault; only that of external keys is imported and deleted.',
  KeyNotPendingImport: 'The key has its key material, so it does not wait for an import.',
  AsymmetricMaterial: 'Imported material of asymmetric keys neither expires nor can be deleted.',
  UnsupportedWrapping: 'Key material can not be wrapped like this here.',
  ImportTokenInvalid: 'The import token is none that this vault gave.',
  ImportTokenUsed:
    'The import token has served: material was imported with it, it failed too often, or newer ones replaced it.',
  ImportTokenExpired: 'The import token has expired.',
  ImportTokenForAnotherKey: 'The import token was given for another key.',
  ImportTokenForAnotherAlgorithm: 'The import token was given for another wrapping algorithm.',
  ImportFailed: 'The key material could not be imported; for safety the cause is not told.',
  // Policies
  InvalidPolicy: 'A policy document is malformed; nothing of the bundle was taken.',
  PolicyNotTrusted:
    'A policy bundle is not signed by a trusted key, or is older than allowed; nothing of it was taken.',
  PolicyVersionConflict: 'The active policy has another version than expected.',
  PolicyNotFollowed: 'The authorizer reads its own policies and does not follow the vault.',
  // Storage
  Conflict: 'A record changed in the meantime; nothing was done.',
  StoreUnavailable: 'The store does not answer; nothing was done.',
  OutcomeUnknown: 'The store did not say whether the change was done.',
  StoreLocked: 'Another process holds the store.',
  StoreTampered: 'A record of the store was edited, swapped, replayed or removed.',
  BarrierKeyExhausted: 'Too many records were sealed under one barrier key; no more are.',
  VaultNotFound: 'The store holds no vault.',
  VaultMismatch: 'The store holds a vault of another region or domain, or of a newer format.',
  // Root key
  RootKeyRejected: 'The root key does not open this vault.',
  RootKeyUnavailable: 'The root key could not be read.',
  RootKeyExposed: 'The root key can be read by others.',
  RootKeyUnchanged: 'The new root key is the one that the vault has already.',
  // Audit
  AuditUnavailable: 'The audit log could not be written, so the operation was not run.',
  // Plugins and composition
  InvalidConfiguration: 'The configuration of the vault is malformed.',
  InvalidPlugin: 'A plugin is malformed.',
  UnsupportedApiVersion: 'A plugin was made for another version of the plugin interface.',
  DuplicatePlugin: 'Two plugins have one name.',
  DuplicateRegistration: 'Two plugins register one name.',
  LateRegistration: 'A plugin registered something after its set-up.',
  NotRegistered: 'The configuration selects a name that no plugin registered.',
  PluginMisbehaved: 'A plugin broke a promise of its contract.',
  // The vault itself
  TooBusy: 'Too many operations wait for the pool of threads; nothing was done.',
  RandomnessUnavailable: 'The operating system gave no fresh random bytes.',
  VaultClosed: 'The vault is closed.',
  Internal: 'The vault met a state that it should never meet.',
} as const;

/** A stable code, for programs to switch on. */
export type ErrorCode = keyof typeof errorCodes;
