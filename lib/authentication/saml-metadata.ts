import { Token } from 'aws-cdk-lib';
import { UserPoolIdentityProviderSamlMetadataType, type UserPoolIdentityProviderSamlMetadata } from 'aws-cdk-lib/aws-cognito';
import { quoted } from '../messages/quoted';
import { checkHttpsUrl } from './checks';

/** Cognito's limit for a provider's details. */
const MAX_CHARACTERS = 131_072;

/**
 * Refuses metadata that Cognito would refuse at deployment, or at the first login: other documents by mistake, mostly.
 * It is no validation of SAML.
 * @throws Error that says what was got
 */
export function checkSamlMetadata({ metadataType, metadataContent: content }: UserPoolIdentityProviderSamlMetadata): void {
  if (Token.isUnresolved(content)) return;
  if (metadataType === UserPoolIdentityProviderSamlMetadataType.URL) {
    checkHttpsUrl('metadata', content);
    return;
  }
  const wrong = (what: string, mend: string): Error => new Error(`metadata is ${what}, expected the SAML 2.0 metadata of one identity provider as XML: ${mend}`);
  if (content.length > MAX_CHARACTERS) {
    throw wrong(`${content.length} characters long, of ${MAX_CHARACTERS} at most`, 'give its URL, or leave out what is not for this provider');
  }
  const text = content.replace(/^\ufeff/, '').trimStart();
  if (!text.startsWith('<')) throw wrong(quoted(text), 'give the content of the document, not the name of a file; for an address, use url()');
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw wrong('a document with a DOCTYPE', 'download it again, it may be a web page');
  if (/<(?:[\w.-]+:)?EntitiesDescriptor[\s>]/.test(text)) throw wrong('an EntitiesDescriptor, the metadata of several', 'give the EntityDescriptor of your provider alone');
  const root = /<(?:[\w.-]+:)?EntityDescriptor\s([^>]*)>/.exec(text);
  if (root === null) throw wrong('XML without an EntityDescriptor', "download it from the provider's page for this application");
  if (!/\bentityID\s*=\s*["'][^"']+["']/.test(root[1] ?? '')) throw wrong('an EntityDescriptor without entityID', 'download it again');
  if (!/<(?:[\w.-]+:)?IDPSSODescriptor[\s>]/.test(text)) {
    throw wrong('an EntityDescriptor without IDPSSODescriptor', "it may be a service provider's; give the identity provider's");
  }
  if (!/<(?:[\w.-]+:)?X509Certificate\s*>/.test(text)) throw wrong('metadata without an X509Certificate', 'assertions could not be verified; turn on signing at the provider');
  const places = [...text.matchAll(/<(?:[\w.-]+:)?SingleSignOnService\s([^>]*)>/g)].map((match) => /\bLocation\s*=\s*["']([^"']*)["']/.exec(match[1] ?? '')?.[1] ?? '');
  if (places.length === 0) throw wrong('metadata without a SingleSignOnService', 'download it again');
  const plain = places.find((place) => !/^https:\/\//i.test(place));
  if (plain !== undefined) throw wrong(`metadata with a SingleSignOnService at ${quoted(plain)}`, 'login must be by https');
}
