package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ipc4j.error.ErrorId;
import io.ipc4j.error.IpcException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Calls that must be refused with an error of a certain id. */
final class Refusal {
  private Refusal() {}

  /** Fails unless the call is refused so; returns the error's text. */
  static String of(ErrorId id, ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).as("refusal with %s", id.id()).isInstanceOf(IpcException.class);
    return text(id, (IpcException) thrown);
  }

  /** Fails unless the error has the id; returns its text. */
  static String text(ErrorId id, IpcException error) {
    assertThat(error.id()).as(error.detail()).isEqualTo(id.id());
    return error.detail();
  }
}
