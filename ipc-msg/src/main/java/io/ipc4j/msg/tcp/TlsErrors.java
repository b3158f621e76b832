package io.ipc4j.msg.tcp;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcException;
import java.io.EOFException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What is said when two ends don't accept each other's certificates. */
final class TlsErrors {
  private static final String ALERT = "Received fatal alert: ";
  private static final String KEYS =
      "Set ipc.tcp.tls.certificate, ipc.tcp.tls.key and ipc.tcp.tls.trusted on both ends";

  private TlsErrors() {}

  /**
   * The error of a TLS handshake that failed.
   *
   * @param remote where the other end is
   * @param dialed what was dialed, or null if the other end dialed
   */
  static IpcException refused(SSLException e, String remote, @Nullable HostPort dialed) {
    return new IpcConfigException(
        ErrorIds.TLS, about(remote, dialed).problem(why(e, dialed)).text(), e);
  }

  private static ErrorText about(String remote, @Nullable HostPort dialed) {
    return dialed == null ? ErrorText.of("peer", remote) : ErrorText.of("address", dialed);
  }

  private static String why(SSLException e, @Nullable HostPort dialed) {
    String message = String.valueOf(e.getMessage());
    int alert = message.indexOf(ALERT);
    if (alert >= 0) {
      return refusedThere(message.substring(alert + ALERT.length()));
    }
    CertificateExpiredException expired = cause(e, CertificateExpiredException.class);
    if (expired != null) {
      return "the other end's certificate, or one that vouches for it, has expired ("
          + expired.getMessage()
          + ")";
    }
    CertificateNotYetValidException early = cause(e, CertificateNotYetValidException.class);
    if (early != null) {
      return "the other end's certificate is not valid yet (" + early.getMessage() + ")";
    }
    if (cause(e, CertPathBuilderException.class) != null
        || cause(e, CertPathValidatorException.class) != null) {
      return "none of the trusted certificates (ipc.tcp.tls.trusted) vouches for the other end's";
    }
    CertificateException certificate = cause(e, CertificateException.class);
    if (certificate != null && dialed != null) {
      return "the other end's certificate is of another name than "
          + dialed.host()
          + " ("
          + certificate.getMessage()
          + ")";
    }
    if (message.contains("Empty client certificate chain")) {
      return "the other end has shown no certificate, and both ends must";
    }
    if (message.contains("nrecognized SSL message")) {
      return "the other end does not speak TLS. " + KEYS;
    }
    return "no agreement on TLS: " + message;
  }

  private static String refusedThere(String alert) {
    return switch (alert) {
      case "certificate_required", "bad_certificate", "certificate_unknown", "unknown_ca" ->
          "the other end refused this end's certificate, or wants one and got none (alert "
              + alert
              + "); its log says why";
      case "certificate_expired" -> "the other end refused this end's certificate: it has expired";
      default -> "the other end refused: alert " + alert + "; its log may say why";
    };
  }

  private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }

  /** The failure of a connection that ended before there were keys. */
  static EOFException ended(String remote, @Nullable HostPort dialed) {
    return new EOFException(
        dialed == null
            ? remote + " left while TLS was being agreed on"
            : "closed while TLS was being agreed on; the other end may not speak TLS");
  }

  /** The error of an end without TLS that meets one with it. */
  static IpcException onlyThere(String remote, boolean dialed) {
    return new IpcConfigException(
        ErrorIds.TLS,
        ErrorText.of(dialed ? "address" : "peer", remote)
            .problem(
                "the other end speaks TLS and wants a certificate, and this end has no TLS"
                    + " configured")
            .remedy(KEYS)
            .text());
  }
}
