import { Stack } from 'aws-cdk-lib';
import { Repository, TagMutability } from 'aws-cdk-lib/aws-ecr';
import { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import { CfnTaskDefinition, ContainerImage, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { IMAGE_PINNED } from '../../../../../../../lib/compliance/soc2/rules/cc8-1/image-pinned';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

function imageIs(image: unknown, more: object = {}) {
  const template = { ...more, Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [{ Name: 'web', Image: image }] } } } };
  return judgedTemplate(IMAGE_PINNED, template).Task;
}

test.each(['nginx', 'nginx:latest', 'public.ecr.aws/nginx/nginx:1.27', 'registry.example.com:5000/app', '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:v1', '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:0123abcdef', `docker.io/app:${'ab'.repeat(32)}`])(
  '%s is found, by the container\'s name', (image) => { expect(imageIs(image)).toEqual(['web']); });

test.each([`nginx@${DIGEST}`, `nginx:1.27@${DIGEST}`, `123456789012.dkr.ecr.eu-west-1.amazonaws.com/cdk-hnb659fds-container-assets-123456789012-eu-west-1:${'ab'.repeat(32)}`])(
  '%s is pinned', (image) => { expect(imageIs(image)).toEqual([]); });

test('an account and region that are not known leave nothing open', () => {
  const registry = '${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}';

  expect(imageIs({ 'Fn::Sub': `${registry}/cdk-hnb659fds-container-assets-\${AWS::AccountId}-\${AWS::Region}:${'ab'.repeat(32)}` })).toEqual([]);
  expect(imageIs({ 'Fn::Sub': `${registry}/app:v1` })).toEqual(['web']);
  expect(imageIs({ 'Fn::Join': ['', [{ Ref: 'AWS::AccountId' }, `.dkr.ecr.eu-west-1.amazonaws.com/app@${DIGEST}`]] })).toEqual([]);
});

test('what deployment decides can\'t be told, but for a digest', () => {
  const more = { Parameters: { Image: { Type: 'String', Default: `nginx@${DIGEST}` }, Tag: { Type: 'String' }, Digest: { Type: 'String' } } };

  expect(imageIs({ Ref: 'Image' }, more)).toEqual(['unresolved:web']);
  expect(imageIs({ 'Fn::Sub': 'nginx:${Tag}' }, more)).toEqual(['unresolved:web']);
  expect(imageIs('nginx:{{resolve:ssm:/tag}}')).toEqual(['unresolved:web']);
  expect(imageIs({ 'Fn::Sub': 'nginx@${Digest}' }, more)).toEqual([]);
});

test('an asset of CDK is pinned', () => {
  expect(judged(IMAGE_PINNED, (stack) => {
    const asset = new DockerImageAsset(stack, 'Asset', { directory: 'images/lighttpd' });
    new FargateTaskDefinition(stack, 'Task').addContainer('web', { image: ContainerImage.fromDockerImageAsset(asset) });
  })).toEqual({ 'Stack/Task/Resource': [] });
});

test('a repository of the app fixes tags where they are immutable, also from another stack', () => {
  const withTags = (imageTagMutability: TagMutability, tag: string) => judged(IMAGE_PINNED, (stack) => {
    const repository = new Repository(new Stack(stack.node.scope, 'Other'), 'Repository', { imageTagMutability });
    new FargateTaskDefinition(stack, 'Task').addContainer('web', { image: ContainerImage.fromEcrRepository(repository, tag) });
  });

  expect(withTags(TagMutability.IMMUTABLE, 'v1')).toEqual({ 'Stack/Task/Resource': [] });
  expect(withTags(TagMutability.MUTABLE, 'v1')).toEqual({ 'Stack/Task/Resource': ['web'] });
  expect(withTags(TagMutability.MUTABLE, DIGEST)).toEqual({ 'Stack/Task/Resource': [] });
});

test('each container counts, and a task definition without any is not looked at', () => {
  expect(judged(IMAGE_PINNED, (stack) => {
    new CfnTaskDefinition(stack, 'Task', { containerDefinitions: [{ name: 'one', image: `a@${DIGEST}` }, { name: 'two', image: 'b' }, { name: 'three', image: 'c:1' }] });
    new CfnTaskDefinition(stack, 'None', {});
  })).toEqual({ 'Stack/Task': ['two', 'three'] });
});

test('the container of a Batch job counts too', () => {
  const job = (image: string) => ({ Resources: { Job: { Type: 'AWS::Batch::JobDefinition', Properties: { Type: 'container', ContainerProperties: { Image: image } } } } });

  expect(judgedTemplate(IMAGE_PINNED, job('busybox'))).toEqual({ Job: ['ContainerProperties.0'] });
  expect(judgedTemplate(IMAGE_PINNED, job(`busybox@${DIGEST}`))).toEqual({ Job: [] });
});

test('so do those of its ECS tasks and of its nodes', () => {
  const job = (properties: object) => judgedTemplate(IMAGE_PINNED, { Resources: { Job: { Type: 'AWS::Batch::JobDefinition', Properties: { Type: 'container', ...properties } } } });
  const node = (more: object) => ({ Type: 'multinode', NodeProperties: { NumNodes: 2, MainNode: 0, NodeRangeProperties: [{ TargetNodes: '0:', ...more }] } });
  const tasks = { EcsProperties: { TaskProperties: [{ Containers: [{ Name: 'one', Image: `a@${DIGEST}` }, { Name: 'two', Image: 'b:1' }] }] } };

  expect(job(tasks)).toEqual({ Job: ['two'] });
  expect(job(node(tasks))).toEqual({ Job: ['two'] });
  expect(job(node({ Container: { Image: 'b:1' } }))).toEqual({ Job: ['NodeProperties.NodeRangeProperties.0.Container.0'] });
});

test('a container that is not known is a finding of its own', () => {
  expect(judged(IMAGE_PINNED, (stack) => {
    const task = new CfnTaskDefinition(stack, 'Task', { containerDefinitions: [{ name: 'one', image: `a@${DIGEST}` }] });
    task.addPropertyOverride('ContainerDefinitions', [{ 'Fn::Transform': { Name: 'Sidecar' } }]);
  })).toEqual({ 'Stack/Task': ['unresolved:ContainerDefinitions'] });
});
