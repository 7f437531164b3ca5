'use strict';

const common = {
  rootDir: __dirname,
  // Compiled files stand beside their sources after a build: the sources are what is tested.
  moduleFileExtensions: ['ts', 'js', 'json'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json', diagnostics: false }] },
  testEnvironment: 'node',
  // Looked up once for each module: in Jest's sandbox each look at a global costs. None that a test replaces.
  sandboxInjectedGlobals: ['Array', 'JSON', 'Math', 'Number', 'Object', 'Promise', 'String', 'Symbol'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.local/'],
};

const WITHOUT_CDK_RULES = '<rootDir>/test/support/jest/without-cdk-rules.ts';
const OWN_PORTS = '<rootDir>/test/support/jest/own-ports.ts';

/** Fast tests need nothing but Node; the others start real programs. */
module.exports = {
  // Ends what hangs. It promises nothing: how fast something has to be is said by the test that asks it, never by this.
  testTimeout: 180_000,
  globalSetup: '<rootDir>/test/support/jest/temporary-folder.ts',
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'], setupFiles: [WITHOUT_CDK_RULES] },
    { ...common, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'], setupFiles: [WITHOUT_CDK_RULES, OWN_PORTS] },
    { ...common, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.test.ts'], setupFiles: [OWN_PORTS] },
    { ...common, displayName: 'images', testMatch: ['<rootDir>/test/images/**/*.test.ts'], setupFiles: [WITHOUT_CDK_RULES, OWN_PORTS] },
    { ...common, displayName: 'integ', testMatch: ['<rootDir>/test/integ/**/*.test.ts'] },
    { ...common, displayName: 'package', testMatch: ['<rootDir>/test/package/**/*.test.ts'] },
  ],
};
