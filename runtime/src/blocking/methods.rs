//! The methods of requests that block, each beside the one it does the same as.

/// The method `send_blocking`, beside a method `send` that gives the same.
#[doc(hidden)]
#[macro_export]
macro_rules! send_blocking {
    ($success:ty, $error:ty) => {
        /// Sends the request and waits for the answer on this thread. In asynchronous code it is an error: use
        /// [`send`](Self::send), or a thread for what blocks (`tokio::task::spawn_blocking`).
        ///
        /// # Errors
        ///
        /// Those of [`send`](Self::send).
        pub fn send_blocking(self) -> ::core::result::Result<$crate::Response<$success>, $crate::Error<$error>> {
            $crate::blocking::call(self.send())
        }
    };
}

/// The method `stream_blocking`, beside a method `stream` that gives the same stream.
#[doc(hidden)]
#[macro_export]
macro_rules! stream_blocking {
    ($stream:ty, $error:ty) => {
        /// Sends the request, waits for the head of the answer on this thread, and gives an iterator that waits for what
        /// follows. In asynchronous code it is an error: use [`stream`](Self::stream), or a thread for what blocks.
        ///
        /// # Errors
        ///
        /// Those of [`stream`](Self::stream).
        pub fn stream_blocking(
            self,
        ) -> ::core::result::Result<$crate::Response<$crate::blocking::Blocking<$stream>>, $crate::Error<$error>> {
            let response = $crate::blocking::call(self.stream())?;
            ::core::result::Result::Ok(response.map($crate::blocking::Blocking::new))
        }
    };
}

/// The methods `download_to_blocking` and `download_to_file_blocking`, beside those that wait otherwise.
#[doc(hidden)]
#[macro_export]
macro_rules! download_blocking {
    ($error:ty) => {
        /// Sends the request, writes the bytes of its answer as they come, all on this thread, and gives their number.
        ///
        /// # Errors
        ///
        /// Those of [`download_to`](Self::download_to).
        pub fn download_to_blocking(
            self,
            writer: impl ::std::io::Write,
        ) -> ::core::result::Result<$crate::Response<u64>, $crate::Error<$error>> {
            $crate::blocking::call(self.download_to($crate::blocking::Writer::new(writer)))
        }

        /// Sends the request, writes the bytes of its answer to a file, waits for that on this thread, and gives their
        /// number.
        ///
        /// # Errors
        ///
        /// Those of [`download_to_file`](Self::download_to_file).
        pub fn download_to_file_blocking(
            self,
            path: impl ::core::convert::AsRef<::std::path::Path>,
        ) -> ::core::result::Result<$crate::Response<u64>, $crate::Error<$error>> {
            $crate::blocking::call(self.download_to_file(path))
        }
    };
}

/// The methods `pages_blocking` and `items_blocking`, beside `pages` and `items`.
#[doc(hidden)]
#[macro_export]
macro_rules! pages_blocking {
    () => {
        /// The pages of the list as an iterator, each waited for on the thread that asks for it.
        pub fn pages_blocking(self) -> $crate::blocking::Blocking<$crate::Pages<Self>> {
            $crate::blocking::Blocking::new(self.pages())
        }

        /// The items of the list as an iterator, page after page, each waited for on the thread that asks for it.
        pub fn items_blocking(self) -> $crate::blocking::Blocking<$crate::Items<Self>> {
            $crate::blocking::Blocking::new(self.items())
        }
    };
}
