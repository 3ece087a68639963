/** The file of a new vault's first policy. */
export const firstPolicyName = 'start.policy.yaml';

/** A first policy that separates those who manage keys from those who use them. */
export const firstPolicy = `# A first policy. Change it, check it with "chatelaine policy check", and put it in force with
# "chatelaine policy activate policies". What no rule allows is denied; a deny beats every allow.
policy: chatelaine/v1
name: start
description: Some people manage keys, others use them

sets:
  manage:
    - kms:cmk:create
    - kms:cmk:get
    - kms:cmk:list
    - kms:cmk:enable
    - kms:cmk:disable
    - kms:cmk:scheduleKeyDeletion
    - kms:cmk:cancelKeyDeletion
    - kms:cmk:updateDescription
    - kms:cmk:enableRotation
    - kms:cmk:disableRotation
    - kms:cmk:updateRotation
    - kms:cmk:getRotation
    - kms:cmk:rotateOnDemand
    - kms:cmk:updateMinimumVersion
    - kms:alias:create
    - kms:alias:associate
    - kms:alias:delete
    - kms:alias:list
    - kms:cmk:tag
    - kms:cmk:untag
    - kms:cmk:getTags
    - kms:cmk:getMaterial
    - kms:cmk:importMaterial
    - kms:cmk:deleteMaterial
    - kms:cmk:createGrant
    - kms:cmk:listGrants
    - kms:cmk:revokeGrant
  use:
    - kms:cmk:get
    - kms:cmk:getTags
    - kms:cmk:list
    - kms:alias:list
    - kms:cmk:listRetirableGrants
    - kms:cmk:encryptData
    - kms:cmk:decryptData
    - kms:cmk:createDataKey
    - kms:cmk:createDataKeyWithoutPlaintext
    - kms:cmk:encryptDataKey
    - kms:cmk:decryptDataKey
    - kms:cmk:createDataKeyPair
    - kms:cmk:createDataKeyPairWithoutPlaintext
    - kms:cmk:reEncryptFrom
    - kms:cmk:reEncryptTo
    - kms:cmk:sign
    - kms:cmk:verify
    - kms:cmk:getPublicKey
    - kms:cmk:generateMac
    - kms:cmk:verifyMac
    - kms::generateRandom

rules:
  - id: administrators-manage-keys
    effect: allow
    who: [role:key-administrator] # also user:<name>, group:<name>, or all
    actions: ['@manage']
    keys: all
    reason: Administrators make keys and name them, and can't decrypt with them

  - id: users-use-keys
    effect: allow
    who: [role:key-user]
    actions: ['@use']
    keys: all # or a list, such as [alias/payments, alias/payments/*]; actions that concern no key need all
    reason: Users encrypt, decrypt, sign and verify with every key

  # - id: nobody-touches-the-archive
  #   effect: deny
  #   who: all
  #   except: [role:archivist]
  #   actions: [kms:cmk:decryptData]
  #   keys: [alias/archive]
  #   reason: The archive is opened by archivists only
`;
