import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseRevocation } from '../../../../images/gateway/src/access/parse-revocation';
import { DocumentError } from '../../../../images/gateway/src/documents/document-error';
import { REVOCATION_MAX_BYTES } from '../../../../lib/contract/revocation';

const ROLE = 'role:arn:aws:iam::111122223333:role/nightly';
const of = (...principals: string[]): string => JSON.stringify({ version: 1, revoked: principals.map((principal) => ({ principal })) });

describe('the document of who is shut out', () => {
  test('is read with what stands beside the principals, each principal once', () => {
    const text = JSON.stringify({
      $schema: '../../lib/contract/revocation.schema.json', version: 1,
      revoked: [{ principal: 'user:ada@example.com', reason: 'laptop stolen', since: '2026-11-24T00:32:00Z' }, { principal: ROLE }, { principal: 'user:ada@example.com' }],
    });
    expect(parseRevocation('revoked', text)).toEqual(['user:ada@example.com', ROLE]);
  });

  test('may be of nobody', () => {
    expect(parseRevocation('revoked', of())).toEqual([]);
  });

  test.each([
    'user:a', 'user:ada@example.com', 'user:Ada Lovelace', 'group:analysts', 'group:Domain\\Admins', 'user:0f3a5be1-c4d2', ROLE, 'role:arn:aws:iam::111122223333:role/ci/*',
    'role:arn:aws-cn:iam::111122223333:role/*', 'role:arn:aws:iam::111122223333:role/a//../b', 'client:okta/0oa1b2c3d4', 'claim:github/repository=acme/etl', 'claim:idp/https://example.com/team=a=b', 'worker:pipeline',
    // Nobody could be mapped by these names, and yet somebody may sign in with them.
    'user:a\u200bda', 'user:ada\u2060',
  ].map((principal) => [principal]))('takes %j', (principal) => {
    expect(parseRevocation('revoked', of(principal))).toEqual([principal]);
  });

  test.each([
    'ada@example.com', 'User:ada', 'user: ada', 'user:ada ', 'user:\nada', 'user:\u00a0ada', 'group:ana\u2028lysts', 'roles:arn', 'role:nightly', 'role:arn:aws:iam::*:role/nightly',
    'role:arn:aws:iam::111122223333:role/ni*', 'role:arn:aws:sts::111122223333:assumed-role/nightly/session', 'client:0oa1b2c3d4', 'client:Okta/a', 'client:okta/',
    'claim:github/repository', 'claim:github/=x', 'claim:GitHub/repository=x', 'claim:/repository=x', 'claim:github/re po=x', 'client:/a', 'worker:', 'worker:a b', 'worker:*', `user:${'a'.repeat(257)}`,
  ].map((principal) => [principal]))('refuses %j, which is nobody', (principal) => {
    expect(() => parseRevocation('revoked', of('user:ada', principal))).toThrow(DocumentError);
  });

  test.each([
    ['', 'got "", expected JSON; mend its syntax'],
    ['{"version":1,"revoked":[', 'expected JSON; mend its syntax'],
    ['[]', 'got [], expected a value of type object; write it as that type'],
    ['{"version":1}', 'got no member "revoked", expected it to be there; add it'],
    ['{"version":2,"revoked":[]}', 'at /version: got 2, expected 1; write it so'],
    ['{"version":1,"revoked":["user:ada"]}', 'at /revoked/0: got "user:ada", expected a value of type object'],
    ['{"version":1,"revoked":{"principal":"user:ada"}}', 'at /revoked: got {"principal":"user:ada"}, expected a value of type array'],
    ['{"version":1,"revoked":[{"principle":"user:ada"}]}', 'at /revoked/0: got no member "principal"'],
    ['{"version":1,"revoked":[{"principal":"user:ada","until":"2027"}]}', 'got a member "until", expected no other members than principal, reason, since; remove it'],
    ['{"version":1,"revoked":[],"revoked":[{"principal":"user:ada"}]}', 'at /revoked: got this member twice, expected it once'],
    ['{"version":1,"revoked":[{"principal":"ada@example.com"}]}', 'revocation "revoked" at /revoked/0/principal: got "ada@example.com", expected user:<name>, group:<name>, role:<ARN'],
    [JSON.stringify({ version: 1, revoked: Array(101).fill({ principal: 'user:ada' }) }), 'at /revoked: got more, expected at most 100 in it'],
    [
      JSON.stringify({ version: 1, revoked: Array(12).fill({ principal: 'user:ada', reason: 'é'.repeat(400) }) }),
      `got 10069 bytes, expected at most ${REVOCATION_MAX_BYTES} bytes`,
    ],
    [`${of()}${' '.repeat(REVOCATION_MAX_BYTES)}`, `got ${REVOCATION_MAX_BYTES + of().length} bytes, expected at most ${REVOCATION_MAX_BYTES} bytes`],
  ])('%.60j is refused with what is to be mended', (text, message) => {
    expect(() => parseRevocation('revoked', text)).toThrow(message);
  });

  test.each(['operations.md', 'one-machine.md'])('as docs/%s writes it is valid', (file) => {
    const chapter = readFileSync(join(__dirname, '../../../../docs', file), 'utf8').split('## Shut somebody out\n')[1]?.split(/^## /m)[0] ?? '';
    const [document = ''] = /\{\n {2}"version"[^']*?\n\}/.exec(chapter) ?? [];
    expect(parseRevocation('revoked', document)).toHaveLength(1);
    const principals = [...chapter.matchAll(/`((?:role|client|claim|worker):[^`<]+)`/g)].map(([, principal]) => principal as string);
    expect(principals.length).toBeGreaterThan(0);
    expect(parseRevocation('revoked', of(...principals))).toEqual([...new Set(principals)]);
  });

  test('ends in principals or in a DocumentError, in one line of printable ASCII, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' }).map((name) => of(`user:${name}`))), (text) => {
      try {
        parseRevocation('revoked', text);
      } catch (error) {
        expect(error).toBeInstanceOf(DocumentError);
        expect((error as Error).message).toMatch(/^[\x20-\x7e]+$/);
      }
    }));
  });
});
