package io.ipc4j.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TypedTest {
  @Test
  void linesAreSaidAndCommandsAreUnderstood() {
    assertThat(Typed.parse("  hello  you ")).isEqualTo(new Typed.Say("hello  you", false));
    assertThat(Typed.parse("//etc")).isEqualTo(new Typed.Say("/etc", false));
    assertThat(Typed.parse("/ME waves at all")).isEqualTo(new Typed.Say("waves at all", true));
    assertThat(Typed.parse("/msg bob  a b")).isEqualTo(new Typed.Tell("bob", "a b"));
    assertThat(Typed.parse("/join blue")).isEqualTo(new Typed.Join("blue"));
    assertThat(Typed.parse("/nick anna")).isEqualTo(new Typed.Nick("anna"));
    assertThat(Typed.parse("/who")).isEqualTo(new Typed.Who());
    assertThat(Typed.parse("/rooms")).isEqualTo(new Typed.Rooms());
    assertThat(Typed.parse("/help me")).isEqualTo(new Typed.Help());
    assertThat(Typed.parse("/quit")).isEqualTo(new Typed.Quit());
    assertThat(Typed.parse(" \t")).isEqualTo(new Typed.Nothing());
  }

  @Test
  void mistakesAreExplained() {
    assertThat(Typed.parse("/jion x"))
        .isEqualTo(new Typed.Mistake("there is no command /jion; /help lists them"));
    assertThat(Typed.parse("/join")).isEqualTo(new Typed.Mistake("type it as: /join ROOM"));
    assertThat(Typed.parse("/msg bob")).isEqualTo(new Typed.Mistake("type it as: /msg NAME TEXT"));
    assertThat(Typed.parse("/me")).isEqualTo(new Typed.Mistake("type it as: /me TEXT"));
    assertThat(Typed.parse("/quit now")).isEqualTo(new Typed.Mistake("type it as: /quit"));
  }
}
