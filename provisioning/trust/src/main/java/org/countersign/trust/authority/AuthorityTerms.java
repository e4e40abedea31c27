package org.countersign.trust.authority;

import java.net.URI;
import java.time.Period;
import java.util.regex.Pattern;
import org.countersign.trust.suite.SignatureSuite;

/**
 * What a country signing authority is (ICAO 9303-12, 7.1.1).
 *
 * @param suite of its own key
 * @param country two upper-case letters (countryName)
 * @param mrzCountry the country as it stands in the machine-readable zone, one to three upper-case
 *     letters (localityName of the alternative names)
 * @param name common name
 * @param contact mail address of who answers for it
 * @param signing how long it issues (private key usage period)
 * @param validity of its certificate; {@code signing} and then the longest document signer
 * @param crl where its revocation list is published
 * @param curves how it writes elliptic curves into the certificates that it issues
 */
public record AuthorityTerms(
    SignatureSuite suite,
    String country,
    String mrzCountry,
    String name,
    String contact,
    Period signing,
    Period validity,
    URI crl,
    CurveParameters curves) {

  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final Pattern MRZ_COUNTRY = Pattern.compile("[A-Z]{1,3}");

  public AuthorityTerms {
    require(COUNTRY, country, "two upper-case letters");
    require(MRZ_COUNTRY, mrzCountry, "one to three upper-case letters");
  }

  private static void require(Pattern form, String country, String what) {
    if (!form.matcher(country).matches()) {
      throw new IllegalArgumentException("country \"" + country + "\" is not " + what);
    }
  }

  /** Of Utopia, the country of ICAO's specimens: issues for 3 years, valid for 14. */
  public static AuthorityTerms specimen(SignatureSuite suite) {
    return new AuthorityTerms(
        suite,
        "UT",
        "UTO",
        "Specimen Country Signing CA " + suite,
        "csca@example.org",
        Period.ofYears(3),
        Period.ofYears(14),
        URI.create("https://pkddownload1.icao.int/CRLs/UTO.crl"),
        CurveParameters.NAMED);
  }

  /** The same with another way to write curves. */
  public AuthorityTerms with(CurveParameters other) {
    return new AuthorityTerms(
        suite, country, mrzCountry, name, contact, signing, validity, crl, other);
  }

  /** The same under another common name. */
  public AuthorityTerms named(String other) {
    return new AuthorityTerms(
        suite, country, mrzCountry, other, contact, signing, validity, crl, curves);
  }
}
