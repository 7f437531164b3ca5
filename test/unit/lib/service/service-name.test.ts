import { App, Stack, type Environment } from 'aws-cdk-lib';
import { LuigiService } from '../../../../lib/luigi-service';
import { someServiceProps } from '../../../support/lib/luigi-stack';

const HERE: Environment = { account: '111122223333', region: 'eu-central-1' };

/** Two services, each in a stack of its own. */
function both(one: { serviceName: string; env?: Environment }, other: { serviceName: string; env?: Environment }): () => void {
  return () => {
    const app = new App();
    [one, other].forEach(({ serviceName, env }, index) => {
      const stack = new Stack(app, `Stack${index}`, { env });
      new LuigiService(stack, 'Luigi', { ...someServiceProps(stack), serviceName });
    });
  };
}

describe('the name of a service', () => {
  test('is its own in an account and region: another would read its mappings', () => {
    expect(both({ serviceName: 'etl', env: HERE }, { serviceName: 'etl', env: HERE })).toThrow(
      'got \'etl\' as serviceName, which Stack0/Luigi has in the same account and region, expected a name of its own, since mappings are found by it: give another',
    );
  });

  test.each([
    ['another name', { serviceName: 'etl', env: HERE }, { serviceName: 'etl-b', env: HERE }],
    ['another region', { serviceName: 'etl', env: HERE }, { serviceName: 'etl', env: { ...HERE, region: 'eu-west-1' } }],
    ['another account', { serviceName: 'etl', env: HERE }, { serviceName: 'etl', env: { ...HERE, account: '444455556666' } }],
    ['stacks that may go anywhere', { serviceName: 'etl' }, { serviceName: 'etl' }],
  ])('may be the same with %s', (_, one, other) => {
    expect(both(one, other)).not.toThrow();
  });

  test('is refused twice in one stack, wherever that goes', () => {
    const stack = new Stack(new App(), 'Stack');
    const props = someServiceProps(stack);
    new LuigiService(stack, 'One', props);

    expect(() => new LuigiService(stack, 'Two', props)).toThrow('which Stack/One has in the same account and region');
  });
});
