import { knownStart, object, objects, shown, text } from '../../../../cloudformation/read';
import { resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import { Text, Unknown, type Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, joined, unresolved } from '../../verdict';
import { cloudFormation } from '../support/sources';

const TASK = 'AWS::ECS::TaskDefinition';
const JOB = 'AWS::Batch::JobDefinition';

/** What CDK gives its own assets: in a private registry of the account, tagged by what they are made of. */
const ASSET = /\.dkr\.ecr\..*:([\w.-]*-)?[0-9a-f]{64}$/;

/** What is deployed is what was reviewed: no tag that somebody can move. */
export const IMAGE_PINNED: Rule = {
  criterion: TrustServicesCriterion.CC8_1,
  alsoServes: [TrustServicesCriterion.CC7_1],
  name: 'ImagePinnedByDigest',
  info: 'The container\'s image is named by a tag that can be moved.',
  explanation: 'Another program can then run than the one that was tested and approved (CC8.1), and nothing in the template shows it (CC7.1). Name the image by its digest (`image@sha256:…`), or keep it in an ECR repository of the app whose tags are immutable. Assets that CDK builds are tagged by their content and count as pinned.',
  sources: [
    cloudFormation(TASK),
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html',
  ],
  resourceTypes: [TASK, JOB],
  check: (resource) => joined(containersOf(resource).map(({ name, image }) => judged(image, name))),
};

function containersOf(resource: Resource): readonly { readonly name: string; readonly image: Value | undefined }[] {
  if (resource.type === TASK) {
    return objects(resource.get('ContainerDefinitions')).map(({ Name: name, Image: image }) => ({ name: shown(name), image }));
  }
  const single = object(resource.get('ContainerProperties'));
  return single === undefined ? [] : [{ name: 'ContainerProperties', image: single.Image }];
}

function judged(image: Value | undefined, name: string): readonly string[] {
  const whole = shown(image);
  // Whatever follows the sign can only be a digest.
  if (/@/.test(knownText(image)) || ASSET.test(whole) || hasFixedTags(image)) return COMPLIANT;
  return text(image) === undefined && !hasKnownTag(image) ? unresolved(name) : [name];
}

/** Whether it comes from a repository of the estate that never lets a tag be moved. */
function hasFixedTags(image: Value | undefined): boolean {
  return resourcesIn(image).some((repository) => repository.type === 'AWS::ECR::Repository' && repository.get('ImageTagMutability') === 'IMMUTABLE');
}

/** Whether the tag can be read although the registry, say, can't; so too where a repository has no tag behind it. */
function hasKnownTag(image: Value | undefined): boolean {
  if (!(image instanceof Text)) return false;
  const last = image.parts.at(-1);
  if (last instanceof Unknown) return last.shown.startsWith('AWS::');
  return typeof last === 'string' ? /[:/][^/:]+$/.test(last) && !last.includes('{{resolve:') : true;
}

function knownText(image: Value | undefined): string {
  if (typeof image === 'string') return knownStart(image);
  return image instanceof Text ? image.parts.filter((part) => typeof part === 'string').join('') : '';
}
