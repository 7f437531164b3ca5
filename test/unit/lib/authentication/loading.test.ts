import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type * as Module from '../../../../lib/authentication/authentication';

const FOLDER = join(__dirname, '../../../../lib/authentication');

test.each(readdirSync(FOLDER).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts')))('%s may be the first that is loaded', (name) => {
  jest.isolateModules(() => {
    expect(() => jest.requireActual(join(FOLDER, name))).not.toThrow();
    const { Authentication } = jest.requireActual<typeof Module>(join(FOLDER, 'authentication'));
    expect(Authentication.cognitoUserPool()).toBeInstanceOf(Authentication);
  });
});
