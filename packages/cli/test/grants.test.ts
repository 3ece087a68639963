import { describe, expect, test } from 'vitest';
import { alice, documentOf, placeWithKey } from './vault-place.ts';

const bob = ['--principal', 'user:bob'];

describe('grant', () => {
  test('create, list, retire and revoke pass the use of a key on and take it back', async () => {
    const place = await placeWithKey();
    const refused = await place.run(['data-key', 'create', '--key', 'alias/first', ...bob]);
    expect(refused.errors).toContain('[AccessDenied]');
    const made = await documentOf(place, ['grant', 'create', 'alias/first', 'createDataKey', '--to', 'user:bob']);
    expect(made).toMatchObject({ grantId: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(await place.run(['data-key', 'create', '--key', 'alias/first', ...bob])).toMatchObject({ status: 0 });
    const listed = await place.run(['grant', 'list', 'alias/first', ...alice]);
    expect(listed.output).toMatch(/^GRANTEE +OPERATIONS +CONTEXT +ENDS +GRANTOR +KEY ID +GRANT ID$/m);
    expect(listed.output).toMatch(/^user:bob +createDataKey +any +with the key +user:alice /m);
    expect(await documentOf(place, ['grant', 'list', 'alias/first'])).toMatchObject({
      grants: [{ ...made, grantee: 'user:bob', grantor: 'user:alice', operations: ['createDataKey'] }],
      complete: true,
    });
    const grantId = String(made['grantId']);
    expect(await place.run(['grant', 'retire', 'alias/first', grantId, ...bob])).toMatchObject({
      status: 0,
      output: `Retired the grant ${grantId}.\n`,
    });
    expect(await place.run(['grant', 'revoke', 'alias/first', grantId, ...alice])).toMatchObject({ status: 1 });
    expect((await place.run(['grant', 'list', 'alias/first', ...alice])).output).toBe('The key has no grants.\n');
    expect((await place.run(['grant', 'list-retirable', ...alice])).output).toContain('no grant');
    const again = await documentOf(place, [
      'grant',
      'create',
      'alias/first',
      'decryptData',
      'encryptData',
      '--to',
      'user:bob',
      '--name',
      'mail',
      '--context-subset',
      'tenant=t-1',
      '--expires',
      '2100-01-31T12:00:00Z',
    ]);
    const row = await place.run(['grant', 'list', 'alias/first', ...alice]);
    expect(row.output).toMatch(/^user:bob +decryptData,encryptData +has tenant=t-1 +2100-01-31T12:00:00\.000Z /m);
    expect(await place.run(['grant', 'revoke', 'alias/first', String(again['grantId']), ...alice])).toMatchObject({
      status: 0,
    });
    const unknown = await place.run(['grant', 'create', 'alias/first', 'fly', '--to', 'user:bob', ...alice]);
    expect(unknown).toMatchObject({ status: 2 });
  });
});
