package io.ipc4j.guice;

import com.google.inject.BindingAnnotation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Chooses the region that is injected. */
@BindingAnnotation
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
public @interface RegionName {
  /**
   * The region's name.
   *
   * @return a name given to {@link IpcModule.Builder#region}
   */
  String value();
}
