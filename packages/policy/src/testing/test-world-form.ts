import { actions, isAliasName, isKeyId, isRegion, keyOrigins, keyStates, keyUsages } from '@chatelaine/core';
import { isIP } from 'node:net';
import { messageTypes, purposes } from '../conditions/request-facts.ts';
import { choice } from '../form/choice.ts';
import type { Form } from '../form/form.ts';
import { list } from '../form/list.ts';
import { map, optional, required } from '../form/map.ts';
import { text } from '../form/text.ts';
import { wholeNumber } from '../form/whole-number.ts';
import type { TestContext, TestKey, TestKeyFact, TestPrincipal } from './test-file.ts';
import { algorithmName, checked, most, names, principalId, roleName, values } from './test-forms.ts';

export const principal: Form<TestPrincipal> = map<TestPrincipal>({
  members: {
    id: required(text(principalId), 'user:…, service:… or role-session:….'),
    roles: optional(names(roleName, 'a role'), 'Without role:.'),
    groups: optional(names(roleName, 'a group'), 'Without group:.'),
    attributes: optional(values('the attribute', roleName), 'What ${principal.x} and the condition principal read.'),
  },
});

const keyFacts: readonly TestKeyFact[] = ['id', 'aliases', 'tags', 'keySpec', 'keyUsage', 'origin', 'keyState'];

export const key: Form<TestKey> = map<TestKey>({
  mayBeEmpty: true,
  members: {
    id: optional(checked(isKeyId, 'a key id in lower case'), 'Absent: an id of its own.'),
    aliases: optional(
      list({
        of: checked(isAliasName, 'alias/ and 1–255 characters of A–Z a–z 0–9 : / _ -'),
        noun: 'an alias',
        maximum: 50,
      }),
      'All its aliases.',
    ),
    tags: optional(values('the tag'), 'All its tags.'),
    keySpec: optional(text(algorithmName), 'Absent: AES_256.'),
    keyUsage: optional(choice('key usage', keyUsages), 'Absent: ENCRYPT_DECRYPT.'),
    origin: optional(choice('origin', keyOrigins), 'Absent: kms.'),
    keyState: optional(choice('key state', keyStates), 'Absent: ENABLED.'),
    region: optional(checked(isRegion, '1–64 characters of a–z 0–9 -'), 'Absent: that of the vault.'),
    unknown: optional(
      list({ of: choice('fact of a key', keyFacts), noun: 'a fact', maximum: keyFacts.length }),
      'What is not known of the key: [id] for one that is being made.',
    ),
  },
  check({ unknown = [] }, members, { report }) {
    for (const fact of unknown) {
      const at = members.get(fact)?.keyOffset;
      if (at !== undefined) report(at, 'invalid-value', `${fact} is given, and listed under unknown`);
    }
  },
});

const source = map<NonNullable<TestContext['source']>>({
  members: {
    ip: optional(
      checked((ip) => isIP(ip) !== 0, 'an IP address'),
      'IPv4 or IPv6.',
    ),
  },
});
const mfa = map<NonNullable<TestContext['mfa']>>({
  members: { ageSeconds: required(wholeNumber(0, 1_000_000_000), 'Seconds since the second factor was given.') },
});
const approval = map<NonNullable<TestContext['approvals']>[number]>({
  members: {
    id: required(text(principalId), 'Who agreed.'),
    roles: required(names(roleName, 'a role'), 'Without role:.'),
  },
});
const grant = map<NonNullable<TestContext['grant']>>({
  members: {
    grantee: required(text(principalId), 'For whom the grant is.'),
    operations: required(
      list({ of: choice('action', actions), noun: 'an action', maximum: most }),
      'The actions that it gives.',
    ),
    retiringPrincipal: optional(text(principalId), 'Who may retire it.'),
  },
});

export const context: Form<TestContext> = map<TestContext>({
  mayBeEmpty: true,
  members: {
    source: optional(source, 'Where the request comes from.'),
    mfa: optional(mfa, 'When the second factor was given.'),
    approvals: optional(
      list({ of: approval, noun: 'an approval', maximum: 64, keyOf: (each) => each.id }),
      'Who else agreed.',
    ),
    encryptionContext: optional(values('the pair'), 'The pairs of the encryption context.'),
    algorithm: optional(text(algorithmName), 'Of the request.'),
    messageType: optional(choice('message type', messageTypes), 'Of the request.'),
    wrappingAlgorithm: optional(text(algorithmName), 'Of the request.'),
    purpose: optional(choice('purpose', purposes), 'What the ciphertext is of.'),
    grant: optional(grant, 'The grant that is to be made.'),
  },
});
