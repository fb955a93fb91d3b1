namespace Webmail.Hosting;

/// <summary>For how long this process has had next to nothing to do, by its processor time.</summary>
/// <param name="load">Of one processor, which is less than work.</param>
sealed class QuietSpell(double load)
{
    TimeSpan spent, lasted;

    /// <param name="since">The last look.</param>
    /// <param name="processor">Time that the process has used since it started.</param>
    public TimeSpan Look(TimeSpan since, TimeSpan processor)
    {
        lasted = processor - spent > since * load ? TimeSpan.Zero : lasted + since;
        spent = processor;
        return lasted;
    }

    public void Begin() => lasted = TimeSpan.Zero;
}
