/** Where the provider would log people in. */
export const SAML_SIGN_ON = 'https://idp.example.com/sso';

/** The certificate of a key that nobody has: no assertion can be signed with it, so that nobody can log in. Valid until 2051. */
const CERTIFICATE = `
MIIDFzCCAf+gAwIBAgIUFvlg0XQ1sJEot7veS7NPZtqoTX4wDQYJKoZIhvcNAQELBQAwGjEYMBYGA1UEAwwPaWRwLmV4YW1wbGUuY29tMCAXDTI2MTEyMzEz
MDYzN1oYDzIwNTEwNzE1MTMwNjM3WjAaMRgwFgYDVQQDDA9pZHAuZXhhbXBsZS5jb20wggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCjJs3Phr94
DjOdV0IFRlD0a9iYrTSqLu0WEKrZXZL6GM63RRY0ZxdxIvndxFp6iZaZb0mIWqwzQ3kL+PzJdUI3fZKOvpuU5DkbsDtnHHq36epa5mAiNDwE+TL9dVKfn/jB
7Mk0rN6OXFJ6z76rLJRBOaF7Yq9KL4DMje1AOGnwCvWUjHfZ+Y8mOrWZQznA44XUYBmXKKY23yvWeI5uos8GnJoXPtj+/DPUBomfbFvzhaQzyhVYQIj7jpZa
MjljgkzitMKrDNJUWjzfD0uEEzYKjtxxNlKuOGaNQselqjyedh+W99SsnFUcrheuarRyo15+aMKtsxZC/a7IYuLrt/9pAgMBAAGjUzBRMB0GA1UdDgQWBBRa
HjU0JmuK3Kghr6ciiX3bse2I7TAfBgNVHSMEGDAWgBRaHjU0JmuK3Kghr6ciiX3bse2I7TAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQA7
Yo0Hk1oTFQdfbz4WCytT70rAlWJMCiyUkAPpuaCnRnPhzwfKLF6/5RTjwVPWm1JUX/Ub/DGgNoAMWbM1cxu2bYtL9YRNA6c9jA6Mvl1gOX9YgW1glixR5tFc
2ESuuKRNvXyR0oJxT6c/tTgYWiblLCeZD85JTguCEM4WcV1nPmFNoK4omO1LLtu0keA/xIgvpcSJV782WOwH/l5oB2z3gy0VHONtHqrNxtyHKWzctkeOwi72
jhI7aU+JERVLZwFX3P3IhwcmlwWaeJiuJnf6wnq3RoU0YMw3/fJT6VfRqgo7xv4RpFqwvHmNOwVXJPiXHFvnCMySjBqXCqCsbMzQ
`;

/** Metadata of a SAML provider that there is none of, but which Cognito takes. */
export const SAML_METADATA = `<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/saml">
  <md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${CERTIFICATE.trim()}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${SAML_SIGN_ON}"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
`;
