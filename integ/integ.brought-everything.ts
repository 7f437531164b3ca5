import { Platform } from './support/brought/platform';
import { BroughtEverything } from './support/brought/service-stack';
import { runCase } from './support/case';
import { Checks } from './support/checks';
import { COGNITO_PAGES } from './support/cognito-pages';

const NAME = 'brought';

/** Everything that can be brought is brought from another stack, by name or ARN; the load balancer is internal. */
runCase(NAME, (app) => {
  const platform = new Platform(app, `LuigiInteg-${NAME}-platform`, NAME);
  const stack = new BroughtEverything(app, `LuigiInteg-${NAME}`, NAME, platform);
  stack.addStackDependency(platform);
  return {
    stacks: [platform, stack],
    steps: (assertions) => {
      const checks = new Checks(assertions, stack);
      return [
        checks.healthy(),
        checks.insideNetwork('/', { status: 302, location: `${COGNITO_PAGES}/oauth2/authorize\\?` }),
        checks.insideNetwork('/api/task_list?data=%7B%7D', { status: 401 }),
        checks.insideNetwork('/signed-out', { status: 200 }),
        ...checks.strangerIsRefusedOnRecord(),
        ...checks.workerIsLetInOnRecord(platform.secrets.workerCredential.secretArn),
        ...checks.mappingsFollowTheirParameters(),
      ];
    },
  };
});
