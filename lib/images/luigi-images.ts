import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Token } from 'aws-cdk-lib';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage, CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** What a service tells the images that it is given. */
export interface LuigiImagesBindOptions {
  /** The processors that the task runs on. */
  readonly architecture: CpuArchitecture;
}

/** The images of a task's three containers. */
export interface LuigiImagesConfig {
  /** lighttpd: lanes, files, limits, access log. */
  readonly lighttpd: ContainerImage;
  /** The gateway: who may do what. */
  readonly gateway: ContainerImage;
  /** luigid: the scheduler. */
  readonly luigid: ContainerImage;
}

/** How the images are built. */
export interface AssetImagesOptions {
  /**
   * What the lighttpd image is built on: a Debian 13 (trixie), best by digest.
   * @default - Debian's official image `trixie-slim` in Amazon's public registry
   */
  readonly debianBase?: string;
  /**
   * What the gateway image is built on: Node.js 20 or newer with a user 1000, best by digest.
   * @default - Node's official image `24-trixie-slim` in Amazon's public registry
   */
  readonly nodeBase?: string;
  /**
   * What the luigid image is built on: Python 3.11 to 3.13 with pip, best by digest.
   * @default - Python's official image `3.13-slim-trixie` in Amazon's public registry
   */
  readonly pythonBase?: string;
}

/** References to images in any registry. */
export interface RegistryImagesOptions {
  /** lighttpd's image: `registry/name@sha256:<64 hexadecimal digits>`. */
  readonly lighttpd: string;
  /** The gateway's image: `registry/name@sha256:<64 hexadecimal digits>`. */
  readonly gateway: string;
  /** luigid's image: `registry/name@sha256:<64 hexadecimal digits>`. */
  readonly luigid: string;
  /**
   * User and password for the registry, as ECS wants them: `{"username": "...", "password": "..."}`.
   * @default - the registry asks for none
   */
  readonly credentials?: ISecret;
}

/** An image in a repository of Amazon ECR. */
export interface EcrImageReference {
  /** The repository. */
  readonly repository: IRepository;
  /** The image: `sha256:<64 hexadecimal digits>`. */
  readonly digest: string;
}

/** Images in repositories of Amazon ECR. */
export interface EcrImagesOptions {
  /** lighttpd's image. */
  readonly lighttpd: EcrImageReference;
  /** The gateway's image. */
  readonly gateway: EcrImageReference;
  /** luigid's image. */
  readonly luigid: EcrImageReference;
}

/** Where the images of the three containers come from. */
export abstract class LuigiImages {
  /**
   * Built where the app is synthesised and deployed, from the sources in this package, by Docker or whatever `CDK_DOCKER` names.
   * The package and the images then always belong together.
   */
  public static fromAssets(options: AssetImagesOptions = {}): LuigiImages {
    return new AssetImages(options);
  }

  /**
   * Pulled from any registry, by digest: what was built and scanned once is what runs.
   * @throws Error where a reference has no digest
   */
  public static fromRegistry(options: RegistryImagesOptions): LuigiImages {
    return new RegistryImages(options);
  }

  /**
   * Pulled from repositories of Amazon ECR, by digest. The task's execution role may then pull from them.
   * @throws Error where a digest is not one
   */
  public static fromEcr(options: EcrImagesOptions): LuigiImages {
    return new EcrImages(options);
  }

  /** Makes what is needed to run the images. */
  public abstract bind(scope: Construct, options: LuigiImagesBindOptions): LuigiImagesConfig;
}

/** The build context of all three images. */
const CONTEXT = join(__dirname, '..', '..', 'images');

class AssetImages extends LuigiImages {
  public constructor(private readonly options: AssetImagesOptions) {
    super();
  }

  public bind(scope: Construct, { architecture }: LuigiImagesBindOptions): LuigiImagesConfig {
    if (!existsSync(join(CONTEXT, 'gateway', 'dist', 'gateway.js'))) {
      throw new Error('the gateway is not built: expected images/gateway/dist/gateway.js, which the published package holds; in a clone, run npm run build first');
    }
    const platform = architecture === CpuArchitecture.ARM64 ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64;
    const { debianBase, nodeBase, pythonBase } = this.options;
    // Each image is built anew only when something changed that is in it.
    const image = (name: string, exclude: string[], buildArgs: Record<string, string | undefined>) => ContainerImage.fromDockerImageAsset(
      new DockerImageAsset(scope, `${name}Image`, {
        directory: CONTEXT,
        file: join(name.toLowerCase(), 'Dockerfile'),
        exclude,
        platform,
        buildArgs: Object.fromEntries(Object.entries(buildArgs).filter((entry): entry is [string, string] => entry[1] !== undefined)),
      }),
    );
    // Each is made when it is asked for: a job has only the gateway's.
    const lighttpd = once(() => image('Lighttpd', ['gateway', 'luigid', '!luigid/requirements.txt', '**/README.md'], { BASE: debianBase, PYTHON_BASE: pythonBase }));
    const gateway = once(() => image('Gateway', ['lighttpd', 'luigid', '**/README.md'], { BASE: nodeBase }));
    const luigid = once(() => image('Luigid', ['lighttpd', 'gateway', '**/README.md'], { BASE: pythonBase }));
    return {
      get lighttpd() { return lighttpd(); },
      get gateway() { return gateway(); },
      get luigid() { return luigid(); },
    };
  }
}

function once(make: () => ContainerImage): () => ContainerImage {
  let made: ContainerImage | undefined;
  return () => (made ??= make());
}

class RegistryImages extends LuigiImages {
  public constructor(private readonly options: RegistryImagesOptions) {
    super();
    for (const name of ['lighttpd', 'gateway', 'luigid'] as const) {
      const reference = options[name];
      if (Token.isUnresolved(reference) || /^[^\s@]+@sha256:[0-9a-f]{64}$/.test(reference)) continue;
      throw new Error(`got '${reference}' as image of ${name}, expected registry/name@sha256:<64 hexadecimal digits>: a tag may be another image tomorrow`);
    }
  }

  public bind(): LuigiImagesConfig {
    const { lighttpd, gateway, luigid, credentials } = this.options;
    const image = (reference: string) => ContainerImage.fromRegistry(reference, { credentials });
    return { lighttpd: image(lighttpd), gateway: image(gateway), luigid: image(luigid) };
  }
}

class EcrImages extends LuigiImages {
  public constructor(private readonly options: EcrImagesOptions) {
    super();
    for (const name of ['lighttpd', 'gateway', 'luigid'] as const) {
      const { digest } = options[name];
      if (Token.isUnresolved(digest) || /^sha256:[0-9a-f]{64}$/.test(digest)) continue;
      throw new Error(`got '${digest}' as digest of ${name}, expected sha256:<64 hexadecimal digits>: a tag may be another image tomorrow`);
    }
  }

  public bind(): LuigiImagesConfig {
    const image = ({ repository, digest }: EcrImageReference) => ContainerImage.fromEcrRepository(repository, digest);
    return { lighttpd: image(this.options.lighttpd), gateway: image(this.options.gateway), luigid: image(this.options.luigid) };
  }
}
