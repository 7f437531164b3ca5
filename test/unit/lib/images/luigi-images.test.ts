import * as fs from 'node:fs';
import { App, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { LuigiImages, type AssetImagesOptions, type RegistryImagesOptions } from '../../../../lib/images/luigi-images';
import type { LuigiServiceProps } from '../../../../lib/luigi-service-props';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

jest.mock('node:fs', () => ({ __esModule: true, ...jest.requireActual<typeof fs>('node:fs') }));

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const NAMES = ['lighttpd', 'gateway', 'luigid'] as const;

interface Container { readonly Name: string; readonly Image: unknown; readonly RepositoryCredentials?: unknown }

function containers(template: Template): Container[] {
  const [task] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
  return (task as { Properties: { ContainerDefinitions: Container[] } }).Properties.ContainerDefinitions;
}

const imageOf = (template: Template, name: string): unknown => containers(template).find(({ Name }) => Name === name)?.Image;

describe('images from a registry', () => {
  const references = { lighttpd: `r.example.com/a@${DIGEST}`, gateway: `r.example.com/b:1@${DIGEST}`, luigid: `c@${DIGEST}` };
  const made = (options: RegistryImagesOptions, over: (stack: Stack) => Partial<RegistryImagesOptions> = () => ({})): Template =>
    Template.fromStack(aLuigiStack((stack) => ({ images: LuigiImages.fromRegistry({ ...options, ...over(stack) }) })).stack);

  test('run as they are named, without a password', () => {
    const template = made(references);

    expect(Object.fromEntries(NAMES.map((name) => [name, imageOf(template, name)]))).toEqual(references);
    expect(containers(template).filter(({ RepositoryCredentials }) => RepositoryCredentials !== undefined)).toEqual([]);
  });

  test('are pulled with credentials, which the execution role may read', () => {
    const template = made(references, (stack) => ({ credentials: Secret.fromSecretCompleteArn(stack, 'Registry', 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:registry-abcdef') }));

    expect(containers(template).map(({ RepositoryCredentials }) => RepositoryCredentials))
      .toEqual(Array(3).fill({ CredentialsParameter: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:registry-abcdef' }));
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('ExecutionRole') }],
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Resource: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:registry-abcdef' })]) },
    });
  });

  describe.each(NAMES)('%s is refused', (name) => {
    test.each(['r.example.com/a:latest', 'r.example.com/a', `r.example.com/a@sha256:${'0'.repeat(63)}`, `a b@${DIGEST}`, `a@${DIGEST.toUpperCase()}`, `@${DIGEST}`, ''])('as %p', (reference) => {
      expect(() => LuigiImages.fromRegistry({ ...references, [name]: reference })).toThrow(new Error(
        `got '${reference}' as image of ${name}, expected registry/name@sha256:<64 hexadecimal digits>: a tag may be another image tomorrow`));
    });
  });

  test('may be known at deployment only', () => {
    expect(() => LuigiImages.fromRegistry({ ...references, gateway: Token.asString({ Ref: 'Gateway' }) })).not.toThrow();
  });
});

describe('images from Amazon ECR', () => {
  const options = (stack: Stack) => ({
    lighttpd: { repository: Repository.fromRepositoryName(stack, 'A', 'luigi/lighttpd'), digest: DIGEST },
    gateway: { repository: Repository.fromRepositoryName(stack, 'B', 'luigi/gateway'), digest: DIGEST },
    luigid: { repository: Repository.fromRepositoryName(stack, 'C', 'luigi/luigid'), digest: DIGEST },
  });

  test('run by digest; the execution role may pull these and no others', () => {
    const template = Template.fromStack(aLuigiStack((stack) => ({ images: LuigiImages.fromEcr(options(stack)) })).stack);

    for (const name of NAMES) expect(JSON.stringify(imageOf(template, name))).toContain(`/luigi/${name}@${DIGEST}`);
    const policies = JSON.stringify(template.findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: Match.stringLikeRegexp('ExecutionRole') }] } }));
    for (const name of NAMES) expect(policies).toContain(`:repository/luigi/${name}`);
    expect(policies).not.toContain(':repository/*');
  });

  describe.each(NAMES)('%s is refused', (name) => {
    test.each(['latest', '1.0.0', `sha256:${'g'.repeat(64)}`, `sha512:${'0'.repeat(64)}`, ''])('by %p', (digest) => {
      const given = options(new Stack());

      expect(() => LuigiImages.fromEcr({ ...given, [name]: { ...given[name], digest } })).toThrow(new Error(
        `got '${digest}' as digest of ${name}, expected sha256:<64 hexadecimal digits>: a tag may be another image tomorrow`));
    });
  });

  test('may have digests that are known at deployment only', () => {
    const given = options(new Stack());

    expect(() => LuigiImages.fromEcr({ ...given, luigid: { ...given.luigid, digest: Token.asString({ Ref: 'Digest' }) } })).not.toThrow();
  });
});

describe('images from the sources in the package', () => {
  interface DockerImage {
    readonly source: { readonly dockerFile: string; readonly platform: string; readonly dockerBuildArgs?: Record<string, string> };
  }

  /** By name of the Dockerfile's folder. */
  function built(options?: AssetImagesOptions, over: Partial<LuigiServiceProps> = {}): Record<string, DockerImage['source']> {
    const { app, stack } = aLuigiStack(() => ({ ...over, images: LuigiImages.fromAssets(options) }));
    const assembly = app.synth();
    const manifest = assembly.tryGetArtifact(`${stack.artifactId}.assets`) as unknown as { contents: { dockerImages: Record<string, DockerImage> } };
    return Object.fromEntries(Object.values(manifest.contents.dockerImages).map(({ source }) => [source.dockerFile.split('/')[0], source]));
  }

  afterEach(() => { jest.restoreAllMocks(); });

  function gatewayIsBuilt(is: boolean): void {
    const { existsSync } = jest.requireActual<typeof fs>('node:fs');
    jest.spyOn(fs, 'existsSync').mockImplementation((file) => (String(file).endsWith('gateway.js') ? is : existsSync(file)));
  }

  test('are built for the processors of the task', () => {
    gatewayIsBuilt(true);
    const platforms = (over: Partial<LuigiServiceProps> = {}) =>
      Object.fromEntries(Object.entries(built(undefined, over)).map(([name, { platform }]) => [name, platform]));

    expect(platforms()).toEqual({ lighttpd: 'linux/amd64', gateway: 'linux/amd64', luigid: 'linux/amd64' });
    expect(platforms({ architecture: CpuArchitecture.ARM64 })).toEqual({ lighttpd: 'linux/arm64', gateway: 'linux/arm64', luigid: 'linux/arm64' });
  });

  test('are built on bases of their own', () => {
    gatewayIsBuilt(true);

    expect(Object.values(built()).map(({ dockerBuildArgs }) => dockerBuildArgs)).toEqual([{}, {}, {}]);
    expect(Object.fromEntries(Object.entries(built({ debianBase: 'd@1', nodeBase: 'n@1', pythonBase: 'p@1' })).map(([name, { dockerBuildArgs }]) => [name, dockerBuildArgs]))).toEqual({
      lighttpd: { BASE: 'd@1', PYTHON_BASE: 'p@1' }, gateway: { BASE: 'n@1' }, luigid: { BASE: 'p@1' },
    });
  });

  test('are refused before the gateway is built', () => {
    gatewayIsBuilt(false);

    expect(() => LuigiImages.fromAssets().bind(new Stack(new App(), 'S'), { architecture: CpuArchitecture.X86_64 })).toThrow(new Error(
      'the gateway is not built: expected images/gateway/dist/gateway.js, which the published package holds; in a clone, run npm run build first'));
  });

  test('are what a service takes when it is told of none', () => {
    gatewayIsBuilt(true);
    const { app, stack } = aLuigiStack(() => ({ images: undefined }));
    const assembly = app.synth();
    const manifest = assembly.tryGetArtifact(`${stack.artifactId}.assets`) as unknown as { contents: { dockerImages: object } };

    expect(Object.keys(manifest.contents.dockerImages)).toHaveLength(3);
  });
});
