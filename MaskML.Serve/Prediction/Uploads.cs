namespace MaskML.Serve.Prediction;

/// <summary>
/// Bounds the memory of all photos that are arriving or wait to be judged. Beyond the bound the oldest upload ends: whoever sends
/// quickly is gone before.
/// </summary>
/// <param name="maxBytes">The bound in bytes.</param>
internal sealed class Uploads(long maxBytes)
{
    private readonly long most = maxBytes;
    private readonly Lock sync = new();
    private readonly LinkedList<Upload> arriving = [];
    private long total;

    /// <summary>Begins an upload.</summary>
    /// <param name="cancellationToken">Ends it too.</param>
    public Upload Begin(CancellationToken cancellationToken)
    {
        lock (sync)
        {
            var upload = new Upload(this, cancellationToken);
            arriving.AddLast(upload);
            return upload;
        }
    }

    /// <summary>One upload: from its first byte until its photo is judged.</summary>
    internal sealed class Upload : IDisposable
    {
        private readonly Uploads all;
        private readonly CancellationTokenSource ended;
        private long bytes;

        internal Upload(Uploads all, CancellationToken cancellationToken)
        {
            this.all = all;
            ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        }

        /// <summary>Cancelled when this upload has to make room for others.</summary>
        public CancellationToken Ended => ended.Token;

        /// <summary>Counts bytes that have arrived.</summary>
        /// <exception cref="ServeException">There is no room for them.</exception>
        public void Add(int count)
        {
            lock (all.sync)
            {
                bytes += count;
                all.total += count;
                while (all.total > all.most)
                {
                    Upload oldest = all.arriving.First?.Value ?? this;
                    oldest.Leave();
                    if (oldest == this)
                    {
                        throw NoRoom();
                    }

                    oldest.ended.CancelAsync();
                }
            }
        }

        /// <summary>The photo is complete: it is no longer ended for others.</summary>
        public void Complete()
        {
            lock (all.sync)
            {
                all.arriving.Remove(this);
            }
        }

        /// <summary>The photo was judged, and the next one of the request arrives.</summary>
        public void Next()
        {
            lock (all.sync)
            {
                Leave();
                all.arriving.AddLast(this);
            }
        }

        /// <summary>The problem of a request that had to make room.</summary>
        public ServeException NoRoom() => new(
            "busy",
            FormattableString.Invariant($"The photos that arrive take {all.most >> 20} MB, which is the limit ")
            + "(serve.memoryBudget), and this request was the slowest. Try again after the time in Retry-After.");

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (all.sync)
            {
                Leave();
            }

            ended.Dispose();
        }

        private void Leave()
        {
            all.arriving.Remove(this);
            all.total -= bytes;
            bytes = 0;
        }
    }
}
