package io.ipc4j.msg.uds;

import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcUsageException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The users whose processes may be at the other end. Immutable. */
final class Allowed {
  private final Map<UserPrincipal, String> users;

  private Allowed(Map<UserPrincipal, String> users) {
    this.users = users;
  }

  /**
   * As configured; this process's own user if nothing is.
   *
   * @throws IpcConfigException if a user is unknown
   */
  static Allowed configured(ResolvedConfig config, UserPrincipal self) {
    String text = config.find(UdsProvider.ALLOW).orElse("");
    if (text.isEmpty()) {
      return new Allowed(Map.of(self, self.getName()));
    }
    Map<UserPrincipal, String> users = new LinkedHashMap<>();
    for (String name : text.split(",", -1)) {
      users.put(user(config, name.strip()), name.strip());
    }
    return new Allowed(users);
  }

  private static UserPrincipal user(ResolvedConfig config, String name) {
    try {
      return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
    } catch (IOException e) {
      throw new IpcConfigException(
          ErrorIds.BAD_VALUE,
          config
              .about(UdsProvider.ALLOW)
              .problem("there is no user " + name)
              .allowed("names and numbers of users, with commas")
              .text(),
          e);
    }
  }

  /**
   * Refuses everybody else.
   *
   * @throws IpcUsageException naming who it is, and who is allowed
   */
  void require(Credentials peer) {
    if (peer.principal() == null || !users.containsKey(peer.principal())) {
      List<String> names = new ArrayList<>(users.values());
      throw new IpcUsageException(
          ErrorIds.PEER_REFUSED,
          ErrorText.of("peer", peer)
              .problem("not allowed here")
              .list("Allowed by ipc.uds.allow", names)
              .text());
    }
  }
}
