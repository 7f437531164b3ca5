import { App, Stack } from 'aws-cdk-lib';
import { PrivateDnsNamespace, type IPrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { LuigiService } from '../../../../lib/luigi-service';
import { someServiceProps, someVpc } from '../../../support/lib/luigi-stack';

const imported = (stack: Stack, id: string, namespaceId: string) => PrivateDnsNamespace.fromPrivateDnsNamespaceAttributes(stack, id, {
  namespaceId, namespaceName: 'ours.internal', namespaceArn: `arn:aws:servicediscovery:eu-central-1:111122223333:namespace/${namespaceId}`,
});

const made = (stack: Stack) => new PrivateDnsNamespace(stack, 'Namespace', { vpc: someVpc(stack, 'Other'), name: 'ours.internal' });

/** Two services of one stack, each in the namespace that is made for it. */
function both(one: (stack: Stack) => IPrivateDnsNamespace, other: (stack: Stack, one: IPrivateDnsNamespace) => IPrivateDnsNamespace): () => void {
  return () => {
    const stack = new Stack(new App(), 'Stack');
    const props = someServiceProps(stack);
    const namespace = one(stack);
    new LuigiService(stack, 'One', { ...props, serviceName: 'one', namespace });
    new LuigiService(stack, 'Two', { ...props, serviceName: 'two', namespace: other(stack, namespace) });
  };
}

describe('a namespace that is brought', () => {
  test.each([
    ['made in the app', made, (_: Stack, one: IPrivateDnsNamespace) => one],
    ['known by its id, twice', (stack: Stack) => imported(stack, 'A', 'ns-a'), (stack: Stack) => imported(stack, 'B', 'ns-a')],
  ])('is one service\'s: each is found as workers.<namespace> (%s)', (_, one, other) => {
    expect(both(one, other)).toThrow(
      'got a namespace that Stack/One has, expected one of its own, since workers find a service as workers.<namespace>: give another, or none',
    );
  });

  test('of another id is another', () => {
    expect(both((stack) => imported(stack, 'A', 'ns-a'), (stack) => imported(stack, 'B', 'ns-b'))).not.toThrow();
  });
});
