import { UserPoolIdentityProviderSamlMetadata as Metadata } from 'aws-cdk-lib/aws-cognito';
import * as fc from 'fast-check';
import { checkSamlMetadata } from '../../../../lib/authentication/saml-metadata';
import { DOCUMENT } from './saml-document';

const expected = 'expected the SAML 2.0 metadata of one identity provider as XML';

describe('SAML metadata', () => {
  test.each([
    ['as providers write it', DOCUMENT],
    ['without prefixes', DOCUMENT.replaceAll('md:', '').replaceAll('ds:', '')],
    ['with a byte order mark', `\ufeff${DOCUMENT}`],
    ['at the limit', DOCUMENT.padEnd(131_072)],
    ['with single quotes', DOCUMENT.replaceAll('"', "'")],
  ])('is taken %s', (_what, document) => {
    expect(() => checkSamlMetadata(Metadata.file(document))).not.toThrow();
  });

  test.each([
    ['the name of a file', 'metadata.xml', `metadata is "metadata.xml", ${expected}: give the content of the document, not the name of a file; for an address, use url()`],
    ['nothing', '', `metadata is "", ${expected}: give the content of the document, not the name of a file; for an address, use url()`],
    ['a web page', '<!DOCTYPE html><html></html>', `metadata is a document with a DOCTYPE, ${expected}: download it again, it may be a web page`],
    ['entities', DOCUMENT.replace('?>', '?><!ENTITY a "b">'), `metadata is a document with a DOCTYPE, ${expected}: download it again, it may be a web page`],
    ['other XML', '<html><body/></html>', `metadata is XML without an EntityDescriptor, ${expected}: download it from the provider's page for this application`],
    ['a federation', DOCUMENT.replace('?>', '?><md:EntitiesDescriptor>'), `metadata is an EntitiesDescriptor, the metadata of several, ${expected}: give the EntityDescriptor of your provider alone`],
    ['no entity id', DOCUMENT.replace(/entityID="[^"]*"/, ''), `metadata is an EntityDescriptor without entityID, ${expected}: download it again`],
    ["a service provider's", DOCUMENT.replaceAll('IDPSSODescriptor', 'SPSSODescriptor'), `metadata is an EntityDescriptor without IDPSSODescriptor, ${expected}: it may be a service provider's; give the identity provider's`],
    ['no certificate', DOCUMENT.replaceAll('X509Certificate', 'KeyName'), `metadata is metadata without an X509Certificate, ${expected}: assertions could not be verified; turn on signing at the provider`],
    ['no place to log in', DOCUMENT.replace('SingleSignOnService', 'SingleLogoutService'), `metadata is metadata without a SingleSignOnService, ${expected}: download it again`],
    ['login by http', DOCUMENT.replace('https://id.example.com/sso', 'http://id.example.com/sso'), `metadata is metadata with a SingleSignOnService at "http://id.example.com/sso", ${expected}: login must be by https`],
    ['too much', DOCUMENT.padEnd(131_073), `metadata is 131073 characters long, of 131072 at most, ${expected}: give its URL, or leave out what is not for this provider`],
  ])('is refused with %s', (_what, document, message) => {
    expect(() => checkSamlMetadata(Metadata.file(document))).toThrow(new Error(message));
  });

  test('any text gets an answer, and none that is no metadata is taken', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
      expect(() => checkSamlMetadata(Metadata.file(text))).toThrow(/^metadata is /);
    }), { numRuns: 300 });
  });

  test.each(['EntityDescriptor xmlns', 'entityID=', '<md:IDPSSODescriptor', '<ds:X509Certificate', '<md:SingleSignOnService', 'Location="https://'])(
    'is refused where %s is cut out', (piece) => {
      expect(() => checkSamlMetadata(Metadata.file(DOCUMENT.replace(piece, '')))).toThrow(/^metadata is /);
    });

  test('the time that a check takes grows with the document only', () => {
    const hostile = `<${'<md:SingleSignOnService '.repeat(4000)}`;
    const before = process.cpuUsage();
    expect(() => checkSamlMetadata(Metadata.file(hostile))).toThrow();
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});
